/* Take errors as results
 *
 * Waits for all three, whether they fail or not, and then looks at each.
 *
 * Try: use weft_gather(calls[0], calls[1], calls[2]). The first failure is then that of all. */
#include <stdio.h>
#include "weft.h"

enum { VALUE_ERROR = 1 };

struct attempt {
    int number;
    char text[24];
};

static int might_fail(void *arg)
{
    struct attempt *attempt = arg;

    WEFT_TRY(weft_sleep(1));
    if (attempt->number == 2) {
        snprintf(attempt->text, sizeof attempt->text, "Task %d failed!", attempt->number);
        return VALUE_ERROR;
    }
    snprintf(attempt->text, sizeof attempt->text, "Task %d succeeded", attempt->number);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct attempt attempts[] = {{1, ""}, {2, ""}, {3, ""}};
    weft_call calls[3];
    int codes[3];

    (void)arg;
    for (int i = 0; i < 3; i++)
        calls[i] = (weft_call){might_fail, &attempts[i]};
    WEFT_TRY(weft_gather_settled(calls, codes, 3));

    for (int i = 0; i < 3; i++) {
        if (codes[i] < 0)
            return codes[i]; /* the runtime's: no memory, cancelled */
        printf("%s: %s\n", codes[i] ? "Error" : "Success", attempts[i].text);
    }
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

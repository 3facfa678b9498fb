/* steps COUNT: so many steps, each an hour and an effect, in the company of two tasks that wait longer. Then it answers each line that it is
 * given with an effect, up to an empty one. */
#include <stdio.h>
#include <stdlib.h>
#include "weft/effect.h"
#include "weft/stream.h"

#define HOUR 3600.0

static int count;

static int step(const char *what, int number)
{
    char request[60], answer[60];

    snprintf(request, sizeof request, "%s %d", what, number);
    WEFT_TRY(weft_effect("note", request, answer, sizeof answer));
    printf("%s: %s\n", request, answer);
    return WEFT_OK;
}

static int wait_long(void *arg)
{
    return weft_sleep(1e9);
}

static int amain(void *arg)
{
    WEFT_GROUP(company);
    WEFT_STREAM(input);
    char line[80];
    size_t bytes;

    weft_group_spawn(&company, wait_long, NULL);
    weft_group_spawn(&company, wait_long, NULL);
    for (int i = 1; i <= count; i++) {
        WEFT_TRY(weft_sleep(HOUR));
        WEFT_TRY(step("step", i));
    }
    WEFT_TRY(weft_stream_open(&input, 0));
    for (int i = 1;; i++) {
        WEFT_TRY(weft_read_line(&input, line, sizeof line, &bytes));
        if (bytes <= 1)
            break;
        WEFT_TRY(step("answer", i));
    }
    weft_group_cancel(&company);
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    count = argc > 1 ? atoi(argv[1]) : 0;
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static int ask(void *arg)
{
    int number = *(int *)arg;

    WEFT_TRY(weft_sleep(number));
    return number == 1 ? 42 : WEFT_OK;
}

static int amain(void *arg)
{
    int numbers[] = {1, 2}, codes[2];
    weft_call calls[] = {{ask, &numbers[0]}, {ask, &numbers[1]}};

    WEFT_TRY(weft_gather_settled(calls, codes, 2)); /* the failure does not cancel the other one */
    printf("%d %d\n", codes[0], codes[1]);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] 42 0
 */

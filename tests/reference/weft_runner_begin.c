#include <stdio.h>
#include "weft.h"
#include "weft/embed.h"

static int amain(void *arg)
{
    for (int i = 1; i <= 2; i++) {
        WEFT_TRY(weft_sleep(1));
        printf("task: %d s\n", i);
    }
    return WEFT_OK;
}

int main(void)
{
    weft_runner runner = {0};
    double seconds;

    if (weft_runner_begin(&runner, WEFT_TAKES_OUTPUT, amain, NULL) != 0)
        return 1;
    weft_runner_wake(&runner); /* from anywhere: come back at once */
    while (weft_runner_poll(&runner, &seconds)) {
        /* Your loop: wait until the descriptor is readable, for `seconds` at the most, and run what it has itself. */
        (void)weft_runner_descriptor(&runner);
        weft_block(seconds);
    }
    return weft_runner_close(&runner);
}

/* Prints:
 * task: 1 s
 * task: 2 s
 */

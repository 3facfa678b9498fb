#include <stdio.h>
#include "weft.h"

static int step(void)
{
    double left = weft_deadline() - weft_time();

    printf("%.0f s left\n", left);
    return weft_sleep(left < 4 ? left / 2 : 4);
}

static int steps(void)
{
    WEFT_TRY(step());
    return step();
}

static int amain(void *arg)
{
    printf("a limit: %d\n", weft_deadline() < WEFT_FOREVER);
    return weft_wait_for(steps(), 6);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] a limit: 0
 * [0.000] 6 s left
 * [4.000] 2 s left
 */

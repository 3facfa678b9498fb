#include <stdio.h>
#include "weft.h"

static weft_barrier meeting = WEFT_BARRIER(2);

static int wait(void *arg)
{
    printf("%s\n", weft_error_name(weft_barrier_wait(&meeting, NULL)));
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_spawn(wait, NULL);
    WEFT_TRY(weft_sleep(1));
    weft_barrier_abort(&meeting); /* tasks that wait, and those that come from now on, get BROKEN */
    WEFT_TRY(weft_join(weft_spawn(wait, NULL)));
    printf("broken: %d\n", weft_barrier_broken(&meeting));
    weft_barrier_reset(&meeting);
    printf("broken: %d\n", weft_barrier_broken(&meeting));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] broken
 * [1.000] broken
 * [1.000] broken: 1
 * [1.000] broken: 0
 */

/* Work that never waits by itself asks now and then whether it should stop. */
#include <stdio.h>
#include "weft.h"

static int compute(void *arg)
{
    int err = WEFT_OK, rounds = 0;

    while (!err && rounds < 100) {
        weft_block(0.1);
        err = weft_cancel_point();
        if (++rounds == 3)
            weft_task_cancel(weft_current());
    }
    printf("%d rounds: %s\n", rounds, weft_error_name(err));
    return err;
}

static int amain(void *arg) { return weft_join(weft_spawn(compute, NULL)) == WEFT_CANCELLED ? WEFT_OK : 1; }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.400] 4 rounds: cancelled
 */

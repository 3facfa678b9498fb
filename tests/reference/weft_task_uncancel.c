/* Deals with a cancel and goes on: it takes the request back, so that no code takes this task for one that stops. */
#include <stdio.h>
#include "weft.h"

static int stubborn(void *arg)
{
    weft_task self = weft_current();

    if (weft_sleep(10) == WEFT_CANCELLED) {
        printf("requests: %d\n", weft_task_cancelling(self));
        printf("left: %d\n", weft_task_uncancel(self));
    }
    return weft_sleep(1);
}

static int amain(void *arg)
{
    weft_task task = weft_spawn(stubborn, NULL);

    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_task_cancel(task));
    WEFT_TRY(weft_join(task));
    puts("it ended well");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] requests: 1
 * [1.000] left: 0
 * [2.000] it ended well
 */

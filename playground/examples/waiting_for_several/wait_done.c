/* See whether a task is done
 *
 * Waits for a task without taking its result, and then asks whether it is done.
 *
 * Try: let work sleep for 9 seconds, and wait for 1. That is no error; it just is not done. */
#include <stdio.h>
#include "weft.h"

static int work(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(work, NULL);

    WEFT_TRY(weft_wait(&task, 1, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    if (weft_task_ended(task))
        printf("work is done\n");
    return weft_join(task);
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* End a worker that has no end
 *
 * Lets a worker run for ten seconds, then cancels it and waits until it has ended.
 *
 * Try: press Ctrl-C, or Stop, while it runs with the real clock: worker_interrupted shows what then
 * comes. */
#include <stdio.h>
#include "weft.h"

static int infinite_worker(void *arg)
{
    int err;

    (void)arg;
    do {
        printf("Worker is running...\n");
        err = weft_sleep(1);
    } while (!err);

    printf("Worker was cancelled.\n");
    return err == WEFT_CANCELLED ? WEFT_OK : err; /* it was meant to end this way */
}

static int amain(void *arg)
{
    (void)arg;
    weft_task worker = weft_spawn(infinite_worker, NULL);

    int err = weft_sleep(10);
    weft_task_cancel(worker); /* however the sleep ended */
    WEFT_TRY(weft_join(worker));
    return err;
}

int main(void)
{
    return weft_run(amain, NULL);
}

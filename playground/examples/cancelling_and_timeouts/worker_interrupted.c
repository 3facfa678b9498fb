/* Get interrupted, and end a worker
 *
 * Gets Ctrl-C at 2.5 s, which no task handles: main is cancelled, and ends its worker.
 *
 * Main sees it as any other cancel. The run then ends as interrupted, with exit code 109.
 * Run with: --signal INT@2.5
 * Exit code: 109
 * Try: let main return WEFT_OK. The run ends as interrupted all the same. */
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

    int err = weft_sleep(10); /* WEFT_CANCELLED at 2.5 */
    weft_task_cancel(worker);
    WEFT_TRY(weft_join(worker));
    return err;
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* Clean up after Ctrl-C
 *
 * Lets the workers clean up when Ctrl-C stops the program; a second one cuts that short.
 *
 * Run with: --signal INT@2.5
 * Try: return WEFT_OK where it says "raise". The workers then count as ended well, and the last
 * line is missing. */
#include <stdio.h>
#include "weft.h"

enum { WORKERS = 2 };

static int worker(void *arg)
{
    const char *name = arg;
    int err;

    do {
        printf("%s working...\n", name);
        err = weft_sleep(1);
    } while (!err);

    printf("%s cancelled, cleaning up...\n", name);
    WEFT_TRY(weft_sleep(0.5)); /* cancelled once, so this wait is a plain one */
    printf("%s cleanup done\n", name);
    return err; /* raise */
}

/* Runs in the loop, between two steps of tasks: it may not wait, but it may cancel. */
static void shutdown(void *arg)
{
    const weft_task *workers = arg;

    printf("\nShutdown requested...\n");
    for (int i = 0; i < WORKERS; i++)
        weft_task_cancel(workers[i]); /* a second time too: then what cleans up is cancelled */
}

static int amain(void *arg)
{
    WEFT_HANDLE(interrupt); /* end with this scope, as the group does */
    WEFT_HANDLE(terminate);
    WEFT_GROUP(group);

    (void)arg;
    weft_task workers[WORKERS] = {weft_group_spawn(&group, worker, "Worker-1"),
                                  weft_group_spawn(&group, worker, "Worker-2")};

    WEFT_TRY(weft_on_signal(&interrupt, WEFT_SIGINT, shutdown, workers));
    WEFT_TRY(weft_on_signal(&terminate, WEFT_SIGTERM, shutdown, workers));

    WEFT_TRY(weft_group_join(&group));
    if (weft_task_cancelled(workers[0]) && weft_task_cancelled(workers[1]))
        printf("All tasks cancelled\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

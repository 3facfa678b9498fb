/* Clean up after Ctrl-C
 *
 * Lets the workers clean up when Ctrl-C stops the program.
 *
 * Run with: --signal INT@2.5
 * Try: return WEFT_OK where it says "raise". The workers then count as ended well, and the last
 * line is missing. */
#include <stdio.h>
#include "weft.h"

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
    weft_group *workers = arg;

    printf("\nShutdown requested...\n");
    weft_group_cancel(workers);
}

static int amain(void *arg)
{
    WEFT_HANDLE(interrupt); /* end with this scope, as the group does */
    WEFT_HANDLE(terminate);
    WEFT_GROUP(workers);

    (void)arg;
    weft_task first = weft_group_spawn(&workers, worker, "Worker-1");
    weft_task second = weft_group_spawn(&workers, worker, "Worker-2");

    WEFT_TRY(weft_on_signal(&interrupt, WEFT_SIGINT, shutdown, &workers));
    WEFT_TRY(weft_on_signal(&terminate, WEFT_SIGTERM, shutdown, &workers));

    WEFT_TRY(weft_group_join(&workers));
    if (weft_task_cancelled(first) && weft_task_cancelled(second))
        printf("All tasks cancelled\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

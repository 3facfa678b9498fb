#include <stdio.h>
#include "weft.h"

typedef WEFT_QUEUE(int, 8) job_queue;

static int work(void *arg)
{
    job_queue *jobs = arg;
    int job, err;

    while ((err = weft_get(jobs, &job)) == WEFT_OK) {
        WEFT_TRY(weft_sleep(1));
        printf("job %d is done\n", job);
        WEFT_TRY(weft_task_done(jobs));
    }
    return err == WEFT_CLOSED ? WEFT_OK : err;
}

static int amain(void *arg)
{
    job_queue jobs = {0};
    WEFT_GROUP(workers);

    for (int i = 1; i <= 3; i++)
        WEFT_TRY(weft_put(&jobs, &i));
    weft_group_spawn(&workers, work, &jobs);
    weft_group_spawn(&workers, work, &jobs);
    WEFT_TRY(weft_queue_join(&jobs));
    puts("all are done");
    weft_queue_shutdown(&jobs, false); /* the workers' next get returns CLOSED */
    return weft_group_join(&workers);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] job 1 is done
 * [1.000] job 2 is done
 * [2.000] job 3 is done
 * [2.000] all are done
 */

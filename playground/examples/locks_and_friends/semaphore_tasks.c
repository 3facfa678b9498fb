/* Run ten tasks, three at a time
 *
 * Runs ten tasks, three at a time: each permit that is given back starts the next one.
 *
 * Try: allow 10 permits, then 1. It takes one second, and ten. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 10 };

struct job {
    weft_semaphore *permits;
    int number;
};

static int limited_task(void *arg)
{
    struct job *job = arg;

    WEFT_TRY(weft_semaphore_acquire(job->permits));
    WEFT_RELEASE_AT_EXIT(job->permits);
    printf("Task %d starting\n", job->number);
    WEFT_TRY(weft_sleep(1));
    printf("Task %d done\n", job->number);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_semaphore permits = WEFT_SEMAPHORE(3);
    struct job jobs[COUNT];

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        jobs[i] = (struct job){&permits, i};
    return weft_gather_each(limited_task, jobs, COUNT);
}

int main(void)
{
    return weft_run(amain, NULL);
}

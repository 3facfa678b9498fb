/* Wait for the first, a failure, or all
 *
 * Waits for three tasks: until one is done, one has failed, time is up, all are.
 *
 * Nothing is cancelled by any of these waits, neither by a failure nor by a timeout.
 * Try: let none of them fail. Then the second wait is for all three. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 3, VALUE_ERROR = 1 };

struct job {
    char name;
    double seconds;
    bool fails;
};

static int work(void *arg)
{
    struct job *job = arg;

    WEFT_TRY(weft_sleep(job->seconds));
    return job->fails ? weft_raise(VALUE_ERROR, "%c failed!", job->name) : WEFT_OK;
}

/* Says how each task is; returns what the runtime has against one of them (no memory, say). */
static int describe(const char *mode, const weft_task *tasks, const struct job *jobs)
{
    printf("%s:", mode);
    for (int i = 0; i < COUNT; i++) {
        int result = weft_task_result(tasks[i]);
        if (result < 0 && result != WEFT_PENDING)
            return result;
        printf(" %c %s", jobs[i].name,
               result == WEFT_PENDING ? "runs" : result == WEFT_OK ? "done" : "failed");
    }
    printf("\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    static struct job jobs[COUNT] = {{'A', 1, false}, {'B', 2, true}, {'C', 3, false}};
    weft_task tasks[COUNT];

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        tasks[i] = weft_spawn(work, &jobs[i]);

    WEFT_TRY(weft_wait(tasks, COUNT, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    WEFT_TRY(describe("first completed", tasks, jobs));
    WEFT_TRY(weft_wait(tasks, COUNT, WEFT_FIRST_FAILED, WEFT_FOREVER));
    WEFT_TRY(describe("first failed", tasks, jobs));
    WEFT_TRY(weft_wait(tasks, COUNT, WEFT_ALL_COMPLETED, 0.5));
    WEFT_TRY(describe("half a second", tasks, jobs));
    WEFT_TRY(weft_wait(tasks, COUNT, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    return describe("all completed", tasks, jobs);
}

int main(void)
{
    return weft_run(amain, NULL);
}

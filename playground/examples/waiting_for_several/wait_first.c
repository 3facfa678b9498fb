/* Take the first answer only
 *
 * Asks three at once, takes the first answer, and calls the others off.
 *
 * Try: wait until WEFT_ALL_COMPLETED, but for 4 seconds at most. A and B are done, C is pending. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 3 };

struct job {
    double seconds;
    char name;
};

static int long_running(void *arg)
{
    struct job *job = arg;

    WEFT_TRY(weft_sleep(job->seconds));
    printf("Task %c finished.\n", job->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    static struct job jobs[COUNT] = {{3, 'A'}, {1, 'B'}, {5, 'C'}};
    weft_task tasks[COUNT];
    int pending = 0;

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        tasks[i] = weft_spawn(long_running, &jobs[i]);
    WEFT_TRY(weft_wait(tasks, COUNT, WEFT_FIRST_COMPLETED, WEFT_FOREVER));

    for (int i = 0; i < COUNT; i++) {
        int result = weft_task_result(tasks[i]);
        pending += result == WEFT_PENDING;
        if (result == WEFT_OK)
            printf("Done tasks: ['Result from %c']\n", jobs[i].name);
        else if (result != WEFT_PENDING)
            return result;
    }
    printf("Pending tasks: %d\n", pending);

    for (int i = 0; i < COUNT; i++)
        weft_task_cancel(tasks[i]); /* no effect on one that has ended */
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

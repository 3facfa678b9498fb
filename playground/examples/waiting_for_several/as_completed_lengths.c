/* Take five results as they come
 *
 * Starts five tasks of different lengths, and takes each result as it comes.
 *
 * T3 and T4 take equally long: the one that was started first comes first.
 * Try: draw the lengths, 0.5 + 2.5 * weft_random(). A seed gives the same lengths on every host. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 5 };

struct job {
    int number;
    double seconds; /* in place of random lengths */
};

static int work(void *arg)
{
    struct job *job = arg;

    printf("Task T%d started, will take %.2fs\n", job->number, job->seconds);
    return weft_sleep(job->seconds);
}

static int amain(void *arg)
{
    static struct job jobs[COUNT] = {{0, 2}, {1, 0.5}, {2, 3}, {3, 1.25}, {4, 1.25}};
    weft_task tasks[COUNT];
    int err;

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        tasks[i] = weft_spawn(work, &jobs[i]);

    weft_completion next = WEFT_COMPLETION(tasks, COUNT);
    while ((err = weft_next_completed(&next)) == WEFT_OK) {
        const struct job *job = weft_task_arg(next.task);
        WEFT_TRY(weft_task_result(next.task));
        printf("Received result: 'Task T%d is done!'\n", job->number);
    }
    return err == WEFT_CLOSED ? WEFT_OK : err; /* closed: that was the last */
}

int main(void)
{
    return weft_run(amain, NULL);
}

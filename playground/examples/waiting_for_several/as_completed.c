/* Take results as they come
 *
 * Takes the results of three tasks in the order in which they come.
 *
 * Try: leave the loop after the first result. Main ends then, and the other two are cancelled. */
#include <stdio.h>
#include "weft.h"

struct job {
    char name;
    double seconds;
    char result;
};

static int work(void *arg)
{
    struct job *job = arg;

    printf("%c: started\n", job->name);
    WEFT_TRY(weft_sleep(job->seconds));
    printf("%c: finished\n", job->name);
    job->result = (char)(job->name - 'A' + 'a');
    return WEFT_OK;
}

static int amain(void *arg)
{
    static struct job jobs[] = {{'A', 2, 0}, {'B', 1, 0}, {'C', 3, 0}};
    weft_task tasks[3];
    int err;

    (void)arg;
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(work, &jobs[i]);

    weft_completion next = WEFT_COMPLETION(tasks, 3);
    while ((err = weft_next_completed(&next)) == WEFT_OK) {
        WEFT_TRY(weft_task_result(next.task));
        printf("%c\n", ((struct job *)weft_task_arg(next.task))->result);
    }
    return err == WEFT_CLOSED ? WEFT_OK : err; /* closed: that was the last */
}

int main(void)
{
    return weft_run(amain, NULL);
}

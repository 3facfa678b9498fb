/* Ask tasks how they are
 *
 * Asks tasks what they are called, whether they are done, and how they ended.
 *
 * Try: cancel the first task, too, right after the names were set. Its callback still comes. */
#include <stdio.h>
#include "weft.h"

enum { VALUE_ERROR = 1 };

struct job {
    double seconds;
    bool fails;
    const char *result;
};

static int work(void *arg)
{
    struct job *job = arg;

    WEFT_TRY(weft_sleep(job->seconds));
    if (job->fails)
        return weft_raise(VALUE_ERROR, "no luck");
    job->result = "done";
    return WEFT_OK;
}

static void describe(weft_task task)
{
    const char *name = weft_task_name(task);
    struct job *job = weft_task_arg(task);

    if (!weft_task_ended(task))
        printf("%s: not done\n", name);
    else if (weft_task_cancelled(task))
        printf("%s: cancelled\n", name);
    else if (weft_task_result(task) != WEFT_OK)
        printf("%s: failed, %s\n", name, weft_task_error_text(task));
    else
        printf("%s: result '%s'\n", name, job->result);
}

static void say(void *arg)
{
    printf("%s\n", (const char *)arg);
}

static int amain(void *arg)
{
    static struct job jobs[] = {{.seconds = 1}, {.seconds = 1, .fails = true}, {.seconds = 60}};
    WEFT_HANDLE(wanted);
    WEFT_HANDLE(unwanted);
    weft_task tasks[3];

    (void)arg;
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn_with(work, &jobs[i], .name = "task");
    weft_task_set_name(tasks[0], "good");
    weft_task_set_name(tasks[1], "bad");
    weft_task_set_name(tasks[2], "endless");

    weft_task_on_done(tasks[0], &wanted, say, "callback: good has ended");
    weft_task_on_done(tasks[0], &unwanted, say, "never printed");
    weft_handle_cancel(&unwanted);

    for (int i = 0; i < 3; i++)
        describe(tasks[i]);
    WEFT_TRY(weft_wait(tasks, 2, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    weft_task_cancel(tasks[2]);
    WEFT_TRY(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    for (int i = 0; i < 3; i++)
        describe(tasks[i]); /* a task can be asked until it is joined */
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

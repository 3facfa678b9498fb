/* WAIT: waiting for some of several tasks (statements 107 to 115). */
#include "case.h"

enum { BAD = 1 };

static int job(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_sleep(self->seconds));
    return self->result;
}

/* Which of them have ended, as digits. */
static void note_ended(const weft_task *tasks, size_t count)
{
    char digits[8] = "";

    for (size_t i = 0; i < count; i++)
        digits[i] = weft_task_ended(tasks[i]) ? '1' : '0';
    note("%s", digits);
}

static int all_or_time(void *arg)
{
    struct actor a = {.seconds = 1, .result = BAD}, b = {.seconds = 3};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b)};

    (void)arg;
    WEFT_TRY(weft_wait(tasks, 2, WEFT_ALL_COMPLETED, 2));
    note_ended(tasks, 2);
    WEFT_TRY(weft_wait(tasks, 2, (enum weft_wait_until){0}, WEFT_FOREVER)); /* all: the default */
    note_ended(tasks, 2);
    EXPECT_LOG("[2.000] 10\n[3.000] 11\n");
    return weft_join(tasks[0]) == BAD ? WEFT_OK : BAD;
}

static int first_completed(void *arg)
{
    struct actor a = {.seconds = 1}, b = {.seconds = 2, .result = BAD}, c = {.seconds = 9};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b), weft_spawn(job, &c)};

    (void)arg;
    WEFT_TRY(weft_wait(tasks, 3, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    note_ended(tasks, 3);
    WEFT_TRY(weft_wait(tasks + 1, 2, WEFT_FIRST_COMPLETED, WEFT_FOREVER)); /* a failure is an end */
    note_ended(tasks, 3);
    (void)weft_task_cancel(tasks[2]);
    WEFT_TRY(weft_wait(tasks + 2, 1, WEFT_FIRST_COMPLETED, WEFT_FOREVER)); /* and so is a cancel */
    note_ended(tasks, 3);
    EXPECT_LOG("[1.000] 100\n[2.000] 110\n[2.000] 111\n");
    EXPECT_IS(weft_join_all(tasks, NULL, 3), BAD);
    return WEFT_OK;
}

static int first_failed(void *arg)
{
    struct actor a = {.seconds = 9}, b = {.seconds = 2, .result = BAD}, c = {.seconds = 3}, d = {.seconds = 1};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b), weft_spawn(job, &c), weft_spawn(job, &d)};

    (void)arg;
    WEFT_TRY(weft_yield());
    (void)weft_task_cancel(tasks[0]); /* no failure */
    WEFT_TRY(weft_wait(tasks, 4, WEFT_FIRST_FAILED, WEFT_FOREVER));
    note_ended(tasks, 4);
    WEFT_TRY(weft_wait(tasks + 2, 2, WEFT_FIRST_FAILED, WEFT_FOREVER)); /* no failure: all of them */
    note_ended(tasks, 4);
    EXPECT_LOG("[2.000] 1101\n[3.000] 1111\n");
    EXPECT_IS(weft_join_all(tasks, NULL, 4), WEFT_CANCELLED);
    return WEFT_OK;
}

static int time_runs_out(void *arg)
{
    struct actor a = {.seconds = 2};
    weft_task task = weft_spawn(job, &a);

    (void)arg;
    EXPECT_IS(weft_wait(&task, 1, WEFT_ALL_COMPLETED, 1), WEFT_OK);
    EXPECT(!weft_task_ended(task));
    EXPECT_IS(weft_task_cancelling(task), 0);
    note("%s", weft_error_name(weft_join(task)));
    EXPECT_LOG("[2.000] ok\n");
    return WEFT_OK;
}

static int ends_meanwhile(void *arg)
{
    struct actor a = {.seconds = 1}, b = {.seconds = 1};
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b)};

    (void)arg;
    WEFT_TRY(weft_wait(tasks, 2, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    note_ended(tasks, 2);

    weft_task older = weft_spawn(job, &a);
    WEFT_TRY(weft_yield()); /* its timer is older than the wait's */
    WEFT_TRY(weft_wait(&older, 1, WEFT_ALL_COMPLETED, 1));
    note_ended(&older, 1);
    weft_task younger = weft_spawn(job, &a);
    WEFT_TRY(weft_wait(&younger, 1, WEFT_ALL_COMPLETED, 1));
    note_ended(&younger, 1);
    EXPECT_LOG("[1.000] 11\n[2.000] 1\n[3.000] 0\n");
    return weft_join(younger);
}

static int arguments(void *arg)
{
    struct actor a = {.seconds = 1};
    weft_task task = weft_spawn(job, &a), tasks[] = {task, task};

    (void)arg;
    EXPECT_IS(weft_wait(tasks, 0, WEFT_ALL_COMPLETED, WEFT_FOREVER), WEFT_INVALID);
    EXPECT_IS(weft_wait(NULL, 1, WEFT_ALL_COMPLETED, WEFT_FOREVER), WEFT_INVALID);
    EXPECT_IS(weft_wait(tasks, 2, (enum weft_wait_until)7, WEFT_FOREVER), WEFT_INVALID);
    EXPECT_IS(weft_wait(tasks, 2, WEFT_ALL_COMPLETED, NAN), WEFT_INVALID);
    EXPECT_IS(weft_wait(&(weft_task){0}, 1, WEFT_ALL_COMPLETED, WEFT_FOREVER), WEFT_NO_MEMORY);
    WEFT_TRY(weft_wait(tasks, 2, WEFT_ALL_COMPLETED, WEFT_FOREVER)); /* named twice */
    EXPECT(weft_task_ended(task));
    return weft_join(task);
}

static int waits(void *arg)
{
    return weft_wait(arg, 1, WEFT_ALL_COMPLETED, WEFT_FOREVER);
}

static int a_cancel_leaves_them_alone(void *arg)
{
    struct actor a = {.seconds = 2};
    weft_task task = weft_spawn(job, &a), waiter = weft_spawn(waits, &task);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(waiter);
    EXPECT_IS(weft_join(waiter), WEFT_CANCELLED);
    EXPECT(!weft_task_ended(task));
    EXPECT_IS(weft_task_cancelling(task), 0);
    return weft_join(task);
}

static int two_turns(void *arg)
{
    struct actor a = {.seconds = 0};
    weft_task task = weft_spawn(job, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    unsigned before = tick;
    WEFT_TRY(weft_wait(&task, 1, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    EXPECT_IS(tick - before, 2);
    return weft_join(task);
}

static size_t ready_now, timers_now;

static void look(size_t ready, size_t scheduled, void *arg)
{
    (void)arg;
    ready_now = ready;
    timers_now = scheduled;
}

static int nothing_stays_behind(void *arg)
{
    struct actor a = {.seconds = 100};
    weft_task task = weft_spawn(job, &a);

    (void)arg;
    for (int i = 0; i < 50; i++)
        WEFT_TRY(weft_wait(&task, 1, WEFT_ALL_COMPLETED, 1));
    weft_on_turn(look, NULL);
    WEFT_TRY(weft_join(task));
    EXPECT_IS(ready_now, 1); /* this task: the end of the other one woke nobody else */
    EXPECT_IS(timers_now, 0);
    return WEFT_OK;
}

WEFT_TESTS(KEPT(all_or_time, "107", "says who has ended; a failure is no error; all is the default"),
           KEPT(first_completed, "108", "the first end of any kind"),
           KEPT(first_failed, "109", "the first failure, or all; a cancel is no failure"),
           KEPT(time_runs_out, "110", "time that runs out is no error and cancels nothing"),
           KEPT(ends_meanwhile, "111", "who ended after the trigger has ended, too; at the deadline the older timer is first"),
           KEPT(arguments, "112", "no tasks, a bad mode, no task: refused; one named twice is one"),
           KEPT(a_cancel_leaves_them_alone, "113", "a cancel of the waiter leaves the tasks alone"),
           KEPT(two_turns, "114", "two turns, also when all have ended"),
           KEPT(nothing_stays_behind, "115", "repeated waits leave nothing behind"))

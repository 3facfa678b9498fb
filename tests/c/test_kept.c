/* What is kept of a task of the root group once it has ended: all that may be asked about it, joined or not, within a bound. */
#include "check.h"

enum { BAD = 3, LEAST = 1000, MANY = 3000 };

static int sleeper(void *arg)
{
    const struct actor *self = arg;

    return weft_sleep(self->seconds);
}

static int fails(void *arg)
{
    return arg ? weft_raise(BAD, "%s", (const char *)arg) : BAD;
}

static int ends(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

/* ---- after a join ---- */

static int asked_afterwards(void *arg)
{
    struct actor a = {.seconds = 9};
    weft_task task = weft_spawn_with(sleeper, &a, .name = "ann"), bad = weft_spawn(fails, "why");

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    weft_task_cancel_because(task, "enough");
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT(weft_task_ended(task) && weft_task_cancelled(task));
    EXPECT_IS(weft_task_cancelling(task), 1);
    EXPECT_IS(weft_task_result(task), WEFT_CANCELLED);
    EXPECT_IS(weft_task_cancel(task), WEFT_CLOSED);
    EXPECT(weft_task_arg(task) == &a);
    WEFT_EXPECT_TEXT(weft_task_name(task), "ann");
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    WEFT_EXPECT_TEXT(weft_error_text(), "enough");
    EXPECT_IS(weft_wait(((weft_task[]){task, bad}), 2, WEFT_ALL_COMPLETED, WEFT_FOREVER), WEFT_OK);
    for (int i = 0; i < 2; i++) {
        EXPECT_IS(weft_join(bad), BAD);
        WEFT_EXPECT_TEXT(weft_error_text(), "why");
    }
    EXPECT_IS(weft_join_all(((weft_task[]){task, bad}), NULL, 2), BAD); /* it ended first */
    return WEFT_OK;
}

static int completed_and_joined(void *arg)
{
    weft_task tasks[] = {weft_spawn_with(ends, "a", .name = "ann"), weft_spawn_with(ends, "b", .name = "bob")};
    weft_completion next = WEFT_COMPLETION(tasks, 2);

    (void)arg;
    while (weft_next_completed(&next) == WEFT_OK) {
        WEFT_TRY(weft_join(next.task));
        note("%s %s", weft_task_name(next.task), (const char *)weft_task_arg(next.task));
    }
    EXPECT_LOG("[0.000] ann a\n[0.000] bob b\n");
    return WEFT_OK;
}

/* ---- the bound ---- */

/* Ends this many tasks, one after the other, so that never more than two are there. */
static int end_more(int count)
{
    for (int i = 0; i < count; i++) {
        (void)weft_spawn(ends, NULL);
        WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int the_last_thousand(void *arg)
{
    weft_task first = weft_spawn(ends, NULL);

    (void)arg;
    WEFT_TRY(weft_yield());
    weft_task second = weft_spawn(ends, NULL);
    WEFT_TRY(weft_join(second));
    WEFT_TRY(end_more(LEAST - 2));
    EXPECT_IS(weft_task_result(first), WEFT_OK);
    WEFT_TRY(end_more(1));
    EXPECT_IS(weft_task_result(first), WEFT_STALE);
    EXPECT_IS(weft_join(first), WEFT_STALE);
    EXPECT_IS(weft_task_result(second), WEFT_OK);
    WEFT_TRY(end_more(1));
    EXPECT_IS(weft_task_result(second), WEFT_STALE);
    return WEFT_OK;
}

static int as_many_as_were_there(void *arg)
{
    static weft_task tasks[MANY];

    (void)arg;
    for (int i = 0; i < MANY; i++)
        tasks[i] = weft_spawn(ends, NULL);
    WEFT_TRY(weft_sleep(1));
    for (int i = 0; i < MANY; i++)
        WEFT_TRY(weft_join(tasks[i]));
    WEFT_TRY(end_more(2));
    EXPECT_IS(weft_join(tasks[0]), WEFT_STALE); /* with this task, MANY + 1 were there */
    WEFT_TRY(weft_join(tasks[1]));
    return WEFT_OK;
}

static int joins_both(void *arg)
{
    weft_task *tasks = arg;
    int codes[2];
    int err = weft_join_all(tasks, codes, 2);

    EXPECT_IS(codes[0], BAD);
    EXPECT_IS(codes[1], WEFT_OK);
    EXPECT_IS(err, BAD);
    return WEFT_OK;
}

static int looked_at_later(void *arg)
{
    struct actor slow = {.seconds = 1};
    weft_task tasks[] = {weft_spawn(fails, NULL), weft_spawn(sleeper, &slow)}, both = weft_spawn(joins_both, tasks);

    (void)arg;
    WEFT_TRY(end_more(2 * LEAST));
    EXPECT_IS(weft_task_result(tasks[0]), BAD); /* one still waits for it and the other */
    WEFT_TRY(weft_join(both));
    WEFT_TRY(end_more(2 * LEAST));
    EXPECT_IS(weft_task_result(tasks[0]), WEFT_STALE);
    return WEFT_OK;
}

static int note_error(const weft_error_report *report, void *arg)
{
    (void)arg;
    note("%s: %s", report->name, report->text);
    return WEFT_OK;
}

static int told_when_let_go(void *arg)
{
    (void)arg;
    weft_on_error(note_error, NULL);
    weft_task unseen = weft_spawn_with(fails, "nobody asks", .name = "unseen"), seen = weft_spawn(fails, "seen");
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_result(seen), BAD);
    WEFT_TRY(weft_sleep(1));
    note("until now nobody knows");
    WEFT_TRY(end_more(LEAST));
    EXPECT_IS(weft_task_result(unseen), WEFT_STALE);
    weft_on_error(NULL, NULL);
    EXPECT_LOG("[1.000] until now nobody knows\n[1.000] unseen: nobody asks\n");
    return WEFT_OK;
}

static int for_ever(void *arg)
{
    (void)arg;
    WEFT_TRY(end_more(2 * LEAST));
    size_t before = weft__memory_bytes();
    WEFT_TRY(end_more(20 * LEAST));
    EXPECT_IS(weft__memory_bytes(), before);
    return WEFT_OK;
}

WEFT_TESTS(CASE(asked_afterwards, "a task that was joined answers as before"),
           CASE(completed_and_joined, "the names of those that are joined as they complete"),
           CASE(the_last_thousand, "at least the last thousand are kept, joined or not"),
           CASE(as_many_as_were_there, "as many are kept as were there at one time"),
           CASE(looked_at_later, "one that a wait will still look at is kept"),
           CASE(told_when_let_go, "a failure that nobody asked about is told when it is let go"),
           CASE(for_ever, "tasks may be spawned for ever"))

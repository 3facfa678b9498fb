/* wait in its three modes, completions, barriers, futures. */
#include "check.h"

static int job(void *arg)
{
    struct actor *me = arg;
    int err = weft_sleep(me->seconds);

    return err ? err : me->count;
}

static int modes(void *arg)
{
    struct actor a = {"A", NULL, 3, 0, 0}, b = {"B", NULL, 1, 0, 0}, c = {"C", NULL, 2, 1, 0};

    (void)arg;
    weft_task tasks[] = {weft_spawn(job, &a), weft_spawn(job, &b), weft_spawn(job, &c)};
    WEFT_TRY(weft_wait(tasks, 3, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    note("%d%d%d", weft_task_ended(tasks[0]), weft_task_ended(tasks[1]), weft_task_ended(tasks[2]));
    WEFT_TRY(weft_wait(tasks, 3, WEFT_FIRST_FAILED, WEFT_FOREVER));
    note("%d%d%d", weft_task_ended(tasks[0]), weft_task_ended(tasks[1]), weft_task_ended(tasks[2]));
    WEFT_TRY(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, 0.5)); /* time runs out: no error, nothing cancelled */
    note("%d%d%d", weft_task_ended(tasks[0]), weft_task_ended(tasks[1]), weft_task_ended(tasks[2]));
    WEFT_TRY(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    note("%d%d%d", weft_task_ended(tasks[0]), weft_task_ended(tasks[1]), weft_task_ended(tasks[2]));
    EXPECT_LOG("[1.000] 010\n[2.000] 011\n[2.500] 011\n[3.000] 111\n");
    uint64_t turn = weft__loop.turn;
    WEFT_TRY(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    EXPECT_IS(weft__loop.turn - turn, 2); /* two turns, as in asyncio (114) */
    EXPECT_IS(weft_wait(tasks, 0, WEFT_ALL_COMPLETED, WEFT_FOREVER), WEFT_INVALID);
    EXPECT_IS(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, NAN), WEFT_INVALID);
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_join(tasks[i]), i == 2);
    WEFT_TRY(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    tasks[1].generation++;
    EXPECT_IS(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, WEFT_FOREVER), WEFT_STALE);
    return WEFT_OK;
}

static int waits_for_all(void *arg)
{
    return weft_wait(arg, 1, WEFT_ALL_COMPLETED, WEFT_FOREVER);
}

static int cancelled_wait(void *arg)
{
    struct actor a = {"A", NULL, 3, 0, 0};
    weft_task task = weft_spawn(job, &a), waiter = weft_spawn(waits_for_all, &task);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(waiter);
    EXPECT_IS(weft_join(waiter), WEFT_CANCELLED);
    EXPECT(!weft_task_ended(task)); /* left alone (113) */
    return weft_join(task);
}

static int completions(void *arg)
{
    struct actor actors[4] = {{"A", NULL, 3, 0, 0}, {"B", NULL, 1, 0, 0}, {"C", NULL, 2, 1, 0}, {"D", NULL, 1, 0, 0}};
    weft_task tasks[4];

    (void)arg;
    for (int i = 0; i < 4; i++)
        tasks[i] = weft_spawn(job, &actors[i]);
    weft_completion next = WEFT_COMPLETION(tasks, 4);
    EXPECT_IS(weft_wait_for(weft_next_completed(&next), 0.5), WEFT_TIMEOUT);
    while (weft_next_completed(&next) == WEFT_OK)
        note("%s %d", ((struct actor *)weft_task_arg(next.task))->name, weft_task_result(next.task));
    EXPECT_LOG("[1.000] B 0\n[1.000] D 0\n[2.000] C 1\n[3.000] A 0\n");
    EXPECT_IS(weft_next_completed(&next), WEFT_CLOSED);
    return WEFT_OK;
}

static int party(void *arg)
{
    struct actor *me = arg;
    uint32_t index = 99;

    for (int i = 0; i < 2; i++) {
        WEFT_TRY(weft_sleep(me->seconds));
        int err = weft_barrier_wait(me->thing, &index);
        note("%s: %s %u", me->name, weft_error_name(err), index);
        WEFT_TRY(err);
    }
    return WEFT_OK;
}

static int barriers(void *arg)
{
    weft_barrier barrier = WEFT_BARRIER(3), none = {0};
    struct actor a = {"A", &barrier, 2, 0, 0}, b = {"B", &barrier, 1, 0, 0}, c = {"C", &barrier, 3, 0, 0};

    (void)arg;
    EXPECT_IS(weft_barrier_wait(&none, NULL), WEFT_INVALID);
    WEFT_TRY(weft_gather({party, &a}, {party, &b}, {party, &c}));
    EXPECT_LOG("[3.000] C: ok 2\n[3.000] B: ok 0\n[3.000] A: ok 1\n[6.000] C: ok 2\n[6.000] B: ok 0\n[6.000] A: ok 1\n");
    return WEFT_OK;
}

static int one_wait(void *arg)
{
    struct actor *me = arg;
    uint32_t index = 99;

    me->result = weft_barrier_wait(me->thing, &index);
    note("%s: %s %u", me->name, weft_error_name(me->result), index);
    return me->result;
}

static int barrier_loses_one(void *arg)
{
    weft_barrier barrier = WEFT_BARRIER(3);
    struct actor a = {"A", &barrier, 0, 0, 0}, b = {"B", &barrier, 0, 0, 0}, c = {"C", &barrier, 0, 0, 0},
                 d = {"D", &barrier, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, one_wait, &a);
    weft_group_spawn(&group, one_wait, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_barrier_waiting(&barrier), 2);
    (void)weft_task_cancel(first);
    EXPECT_IS(weft_wait_for(weft_barrier_wait(&barrier, NULL), 1), WEFT_TIMEOUT); /* it has not run yet, and is not counted */
    weft_group_spawn(&group, one_wait, &c);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_barrier_waiting(&barrier), 2);
    weft_group_spawn(&group, one_wait, &d);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled 99\n[3.000] D: ok 2\n[3.000] B: ok 0\n[3.000] C: ok 1\n");
    weft_barrier_abort(&barrier);
    EXPECT_IS(weft_barrier_wait(&barrier, NULL), WEFT_BROKEN);
    weft_barrier_reset(&barrier);
    EXPECT_IS(weft_wait_for(weft_barrier_wait(&barrier, NULL), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_barrier_waiting(&barrier), 0);
    return WEFT_OK;
}

static int awaits(void *arg)
{
    struct actor *me = arg;
    weft_future *future = me->thing;

    me->result = me->count ? weft_future_wait_shielded(future) : weft_future_wait(future);
    note("%s: %s", me->name, weft_error_name(me->result));
    return me->result;
}

static void done(void *arg)
{
    note("callback: %d", weft_future_result(arg));
}

static int futures(void *arg)
{
    weft_future future = {0};
    weft_handle handle = {.fn = NULL};
    int answer = 42;
    struct actor a = {"A", &future, 0, 0, 0}, b = {"B", &future, 0, 0, 0};

    (void)arg;
    EXPECT_IS(weft_future_result(&future), WEFT_PENDING);
    WEFT_GROUP(group);
    weft_group_spawn(&group, awaits, &a);
    weft_group_spawn(&group, awaits, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_future_on_done(&future, &handle, done, &future), WEFT_OK);
    EXPECT_IS(weft_future_fail(&future, 0), WEFT_INVALID);
    EXPECT_IS(weft_future_set(&future, &answer), WEFT_OK);
    EXPECT_IS(weft_future_set(&future, NULL), WEFT_CLOSED);
    EXPECT_IS(weft_future_cancel(&future), WEFT_CLOSED);
    EXPECT(future.value == &answer);
    note("set");
    WEFT_TRY(weft_future_wait(&future));
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] set\n[1.000] A: ok\n[1.000] B: ok\n[1.000] callback: 0\n");
    return WEFT_OK;
}

/* Cancelling one who waits for a future cancels it for all (038); a shielded wait does not. */
static int cancelled_future(void *arg)
{
    weft_future future = {0};
    struct actor a = {"A", &future, 0, 1, 0}, b = {"B", &future, 0, 0, 0}, c = {"C", &future, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task shielded = weft_group_spawn(&group, awaits, &a), plain = weft_group_spawn(&group, awaits, &b);
    weft_group_spawn(&group, awaits, &c);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(shielded);
    WEFT_TRY(weft_sleep(1));
    EXPECT(!weft_future_done(&future));
    (void)weft_task_cancel(plain);
    EXPECT_IS(weft_future_result(&future), WEFT_CANCELLED);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled\n[2.000] B: cancelled\n[2.000] C: cancelled\n");
    return WEFT_OK;
}

static int fails_later(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return *(int *)arg;
}

static int fails_at_once(void *arg)
{
    return *(int *)arg;
}

static int failed_before_the_wait(void *arg)
{
    int bad = 7, fine = WEFT_OK;
    weft_task tasks[] = {weft_spawn(fails_at_once, &bad), weft_spawn(fails_later, &fine)};

    (void)arg;
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_wait(tasks, 2, WEFT_FIRST_FAILED, WEFT_FOREVER));
    EXPECT(weft_time() == 0);
    EXPECT_IS(weft_join(tasks[0]), 7);
    return weft_join(tasks[1]);
}

static int waits_for_one(void *arg)
{
    WEFT_TRY(weft_wait(arg, 1, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    note("it has %s", weft_task_ended(*(weft_task *)arg) ? "ended" : "not ended");
    return WEFT_OK;
}

/* A task that waits for one task does not hear of others that a later wait names. */
static int waits_side_by_side(void *arg)
{
    int fine = WEFT_OK;
    weft_task late = weft_spawn(fails_later, &fine), quick = weft_spawn(fails_at_once, &fine);
    weft_task waiter = weft_spawn(waits_for_one, &late);

    (void)arg;
    WEFT_TRY(weft_wait(&quick, 1, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    weft_task third = weft_spawn(fails_at_once, &fine);
    WEFT_TRY(weft_wait(&third, 1, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    WEFT_TRY(weft_join(waiter));
    EXPECT_LOG("[1.000] it has ended\n");
    WEFT_TRY(weft_join(late));
    WEFT_TRY(weft_join(quick));
    return weft_join(third);
}

/* ---- results are kept for everybody who waits for them ---- */

static int joins_it(void *arg)
{
    struct actor *self = arg;

    self->result = weft_join(*(weft_task *)self->thing);
    note("%s: %d", self->name, self->result);
    return WEFT_OK;
}

static int joins_all_of_it(void *arg)
{
    struct actor *self = arg;

    self->result = weft_join_all(self->thing, &self->count, 1);
    note("%s: %d, %d", self->name, self->result, self->count);
    return WEFT_OK;
}

static int joined_by_many(void *arg)
{
    int code = 7;
    weft_task task = weft_spawn(fails_later, &code);
    struct actor a = {.name = "A", .thing = &task}, b = {.name = "B", .thing = &task};
    struct actor c = {.name = "C", .thing = &task}, d = {.name = "D", .thing = &task};

    (void)arg;
    WEFT_TRY(weft_gather({joins_it, &a}, {joins_all_of_it, &b}, {joins_it, &c}, {joins_all_of_it, &d}));
    EXPECT_LOG("[1.000] A: 7\n[1.000] C: 7\n[1.000] B: 7, 7\n[1.000] D: 7, 7\n");
    EXPECT_IS(weft_task_result(task), 7);
    return WEFT_OK;
}

/* The group of one of them ends while the others are cleaning up. */
static int cleans_up(void *arg)
{
    int err = weft_sleep(10);

    (void)arg;
    WEFT_TRY(weft_shield(weft_sleep(2)));
    return err;
}

static weft_task passing[2];

static int has_a_group(void *arg)
{
    int code = WEFT_OK;
    WEFT_GROUP(group);

    passing[1] = weft_group_spawn(&group, fails_later, &code);
    WEFT_TRY(weft_yield());
    (void)arg;
    return weft_group_join(&group);
}

static int joins_a_passing_one(void *arg)
{
    struct actor *self = arg;
    int codes[2];

    self->result = weft_join_all(passing, codes, 2);
    note("%s: %d; %d, %d", self->name, self->result, codes[0], codes[1]);
    return WEFT_OK;
}

static int one_is_gone(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    passing[0] = weft_spawn(cleans_up, NULL);
    weft_task owner = weft_spawn(has_a_group, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_task joiner = weft_spawn(joins_a_passing_one, &a);
    WEFT_TRY(weft_join(owner));
    EXPECT_IS(weft_task_cancel(joiner), WEFT_OK);
    WEFT_TRY(weft_join(joiner));
    EXPECT_LOG("[3.000] A: -1; -1, -8\n");
    return WEFT_OK;
}

/* The cancel comes when the task has ended and its joiner has not run. */
static int cancelled_as_it_ended(void *arg)
{
    int code = 7;
    weft_task task = weft_spawn(fails_later, &code);
    struct actor a = {.name = "A", .thing = &task};
    weft_task joiner = weft_spawn(joins_it, &a);

    (void)arg;
    while (!weft_task_ended(task))
        WEFT_TRY(weft_clock_jump(1) || weft_yield());
    EXPECT_IS(weft_task_cancel(joiner), WEFT_OK);
    WEFT_TRY(weft_join(joiner));
    EXPECT_IS(a.result, WEFT_CANCELLED);
    EXPECT_IS(weft_task_result(task), 7); /* which nobody has taken */
    EXPECT_IS(weft_join(task), 7);
    return WEFT_OK;
}

struct list {
    const char *name;
    weft_task tasks[6];
    size_t count;
};

static int waits_for_a_list(void *arg)
{
    struct list *list = arg;

    WEFT_TRY(weft_wait(list->tasks, list->count, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    note("%s", list->name);
    return WEFT_OK;
}

static int count_waits(weft_task task)
{
    int count = 0;

    for (const struct weft__node *node = weft__task_of(task)->waits.first; node; node = node->next)
        count++;
    return count;
}

/* Waits of a few tasks stand with these, those of many in a list of their own; they hear of an end in the order in which they began. */
static int waits_few_and_many(void *arg)
{
    struct actor soon = {.name = "soon", .seconds = 1}, late = {.name = "late", .seconds = 2};
    weft_task first = weft_spawn(job, &soon), other = weft_spawn(job, &late);
    struct list lists[] = {
        {"few", {first, other}, 2}, {"many", {other, other, other, other, first, other}, 6}, {"one", {first}, 1},
        {"many others", {other, other, other, other, other, other}, 6}, {"twice", {first, first}, 2}, {"another", {other}, 1}};
    weft_task waiters[6];

    (void)arg;
    for (int i = 0; i < 6; i++)
        waiters[i] = weft_spawn(waits_for_a_list, &lists[i]);
    WEFT_TRY(weft_yield());
    EXPECT_IS(count_waits(first), 4);
    EXPECT_IS(count_waits(other), 2);
    EXPECT_IS(count_waits(waiters[0]), 0); /* an end goes through no wait that does not name it, but for those of many */
    weft_task_cancel(waiters[4]);
    WEFT_TRY(weft_yield());
    EXPECT_IS(count_waits(first), 2);
    for (int i = 0; i < 6; i++)
        EXPECT_IS(weft_join(waiters[i]), i == 4 ? WEFT_CANCELLED : WEFT_OK);
    EXPECT_IS(count_waits(first) + count_waits(other), 0);
    EXPECT_LOG("[1.000] few\n[1.000] many\n[1.000] one\n[2.000] many others\n[2.000] another\n");
    return WEFT_OK;
}

WEFT_TESTS(CASE(modes, "wait: first, first failed, all, out of time"),
           CASE(cancelled_wait, "a cancelled wait leaves the tasks alone"),
           CASE(completions, "completions come in the order of the ends"),
           CASE(barriers, "a barrier lets its parties go together, again and again"),
           CASE(barrier_loses_one, "a cancelled party leaves; reset and abort"),
           CASE(futures, "a future is set once; who waits wakes, then callbacks run"),
           CASE(cancelled_future, "cancelling who waits cancels the future, unless shielded"),
           CASE(failed_before_the_wait, "until the first failure, which has been already"),
           CASE(waits_side_by_side, "a wait hears of its own tasks only"),
           CASE(waits_few_and_many, "waits of a few and of many tasks hear in the order in which they began"),
           CASE(joined_by_many, "joined by many: each has the result"),
           CASE(one_is_gone, "join of several, one of which is gone before the others have ended"),
           CASE(cancelled_as_it_ended, "who is cancelled as the task ended has not taken its result"))

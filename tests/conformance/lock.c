/* LOCK: a mutual exclusion lock (statements 151 to 160). */
#include "case.h"

static weft_lock lock;

static int take(void *arg)
{
    struct actor *self = arg;

    self->result = weft_lock_acquire(&lock);
    note("%s: %s", self->name, self->result ? weft_error_name(self->result) : "has it");
    WEFT_TRY(self->result);
    WEFT_UNLOCK_AT_EXIT(&lock);
    return weft_sleep(self->seconds);
}

static int does_not_yield(void *arg)
{
    unsigned before = tick;

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    EXPECT_IS(tick, before);
    EXPECT(weft_lock_locked(&lock));
    return weft_lock_release(&lock);
}

static int a_release_hands_over(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1}, b = {.name = "B", .seconds = 1}, c = {.name = "C", .seconds = 1};

    (void)arg;
    WEFT_TRY(weft_gather({take, &a}, {take, &b}, {take, &c}));
    EXPECT_LOG("[0.000] A: has it\n"
               "[1.000] B: has it\n"
               "[2.000] C: has it\n");
    return WEFT_OK;
}

static int no_barging(void *arg)
{
    struct actor waiter = {.name = "waiter"};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task task = weft_spawn(take, &waiter);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_lock_release(&lock));
    WEFT_TRY(weft_lock_acquire(&lock));
    note("main: has it");
    EXPECT_LOG("[1.000] waiter: has it\n[1.000] main: has it\n");
    WEFT_TRY(weft_lock_release(&lock));
    return weft_join(task);
}

static int locked_while_handed(void *arg)
{
    struct actor waiter = {.name = "waiter"};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task task = weft_spawn(take, &waiter);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_lock_release(&lock));
    note("released: locked is %s", weft_lock_locked(&lock) ? "true" : "false");
    WEFT_TRY(weft_join(task));
    note("the waiter is done: locked is %s", weft_lock_locked(&lock) ? "true" : "false");
    EXPECT_LOG("[1.000] released: locked is true\n"
               "[1.000] waiter: has it\n"
               "[1.000] the waiter is done: locked is false\n");
    return WEFT_OK;
}

static int strangers_release(void *arg)
{
    struct actor holder = {.name = "A", .seconds = 1};

    (void)arg;
    note("release of a free lock: %s", weft_error_name(weft_lock_release(&lock)));
    weft_task task = weft_spawn(take, &holder);
    WEFT_TRY(weft_yield());
    note("release of A's lock by main: %s", weft_error_name(weft_lock_release(&lock)));
    EXPECT(weft_lock_locked(&lock));
    WEFT_TRY(weft_join(task));
    EXPECT(!weft_lock_locked(&lock));
    EXPECT_LOG("[0.000] release of a free lock: wrong use\n"
               "[0.000] A: has it\n"
               "[0.000] release of A's lock by main: wrong use\n");
    return WEFT_OK;
}

static int chosen_then_cancelled(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task chosen = weft_spawn(take, &a), next = weft_spawn(take, &b);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_lock_release(&lock)); /* to A */
    EXPECT_IS(weft_task_cancel(chosen), WEFT_OK);
    note("A ends: %s", weft_error_name(weft_join(chosen)));
    note("B ends: %s", weft_error_name(weft_join(next)));
    EXPECT(!weft_lock_locked(&lock));
    EXPECT_LOG("[1.000] A: has it\n"
               "[1.000] B: has it\n"
               "[1.000] A ends: cancelled\n"
               "[1.000] B ends: ok\n");
    return WEFT_OK;
}

static int cancelled_in_the_queue(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task first = weft_spawn(take, &a), next = weft_spawn(take, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    WEFT_TRY(weft_lock_release(&lock)); /* A has left, so it is B's */
    WEFT_TRY(weft_join(next));
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] B: has it\n");
    return WEFT_OK;
}

static int fails_inside(void *arg)
{
    WEFT_TRY(weft_lock_acquire(&lock));
    WEFT_UNLOCK_AT_EXIT(&lock);
    WEFT_TRY(weft_sleep(1));
    return *(int *)arg;
}

static int scopes(void *arg)
{
    int codes[] = {0, 7, 0};

    (void)arg;
    for (int i = 0; i < 3; i++) {
        weft_task task = weft_spawn(fails_inside, &codes[i]);
        WEFT_TRY(weft_sleep(0.5));
        EXPECT(weft_lock_locked(&lock));
        if (i == 2)
            EXPECT_IS(weft_task_cancel(task), WEFT_OK);
        EXPECT_IS(weft_join(task), i == 2 ? WEFT_CANCELLED : codes[i]);
        EXPECT(!weft_lock_locked(&lock));
    }
    return WEFT_OK;
}

static int twice(void *arg)
{
    weft_lock own = {0};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&own));
    return weft_lock_acquire(&own);
}

static int taken_twice_is_reported(void *state)
{
    (void)state;
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), twice, NULL), WEFT_EXIT_DEADLOCK);
    weft_on_report(NULL, NULL);
    EXPECT(strstr(case_log, "weft: deadlock at 0.000 s: nothing is ready, no timer runs, and 1 task waits for ever\n"
                            "[0.000]   main waits for the lock &own, which it holds itself\n") != NULL);
    return WEFT_OK;
}

static int only_cancelled_waiters(void *arg)
{
    struct actor a = {.name = "A"};
    unsigned before;

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task waiter = weft_spawn(take, &a);
    WEFT_TRY(weft_sleep(1));
    before = tick;
    EXPECT_IS(weft_task_cancel(waiter), WEFT_OK);
    WEFT_TRY(weft_lock_release(&lock));
    WEFT_TRY(weft_lock_acquire(&lock)); /* nobody is before us, though A has not run yet */
    EXPECT_IS(tick, before);
    EXPECT_IS(weft_join(waiter), WEFT_CANCELLED);
    return weft_lock_release(&lock);
}

static int two_holders(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1}, b = {.name = "B", .seconds = 1};

    note("a run");
    (void)arg;
    return weft_gather({take, &a}, {take, &b});
}

static int two_runs(void *state)
{
    const weft_run_options options = {.virtual_clock = true};

    case_begin(state);
    EXPECT_IS(weft_run_with(&options, two_holders, NULL), 0);
    EXPECT_IS(weft_run_with(&options, two_holders, NULL), 0);
    EXPECT_TEXT(strstr(case_log + 1, "[0.000] a run"), "[0.000] a run\n[0.000] A: has it\n[1.000] B: has it\n");
    return case_show(NULL);
}

static int total;

struct adders { int times; double seconds; };

static int add(void *arg)
{
    const struct adders *all = arg;

    for (int i = 0; i < all->times; i++) {
        WEFT_TRY(weft_lock_acquire(&lock));
        WEFT_UNLOCK_AT_EXIT(&lock);
        int read = total;
        WEFT_TRY(weft_sleep(all->seconds));
        total = read + 1;
    }
    return WEFT_OK;
}

/* Seeds S0-01, S1-06 and S3-12. */
static int no_update_is_lost(void *arg)
{
    static const struct { int tasks, times; double seconds, ends; } seeds[] = {
        {3, 100, 0.01, 3}, {10, 100, 0.01, 10}, {10, 1, 0.1, 1}};

    (void)arg;
    for (int seed = 0; seed < 3; seed++) {
        struct adders all = {seeds[seed].times, seeds[seed].seconds};
        double began = weft_time();
        total = 0;
        WEFT_GROUP(group);
        for (int i = 0; i < seeds[seed].tasks; i++)
            weft_group_spawn(&group, add, &all);
        WEFT_TRY(weft_group_join(&group));
        EXPECT_IS(total, seeds[seed].tasks * seeds[seed].times);
        EXPECT_IS((int)((weft_time() - began) * 1000 + 0.5), (int)(seeds[seed].ends * 1000));
    }
    return WEFT_OK;
}

WEFT_TESTS(KEPT(does_not_yield, "151", "taking a free lock does not yield"),
           KEPT(a_release_hands_over, "152", "waiters get the lock in the order in which they asked"),
           KEPT(no_barging, "153", "who releases and takes again queues behind who waits"),
           DIFFERENT(locked_while_handed, "154", "from the release on the lock is the waiter's"),
           DIFFERENT(strangers_release, "155", "only the holder may release"),
           DIFFERENT(chosen_then_cancelled, "156", "a waiter that was handed the lock has it"),
           KEPT(cancelled_in_the_queue, "156", "a cancelled waiter has left the queue"),
           KEPT(scopes, "157", "a scope releases it when it returns, fails and is cancelled"),
           KEPT_ALONE(taken_twice_is_reported, "158", "taking it twice is a deadlock: the report names the task and the lock"),
           KEPT(only_cancelled_waiters, "159", "cancelled waiters keep nobody out"),
           DIFFERENT_ALONE(two_runs, "159", "a lock serves one run after the other"),
           KEPT_IN_ANY_ORDER(no_update_is_lost, "160", "reading, waiting and writing under the lock loses nothing"))

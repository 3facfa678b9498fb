/* CAN: asking a task to stop, and the races with its end (statements 041 to 064). */
#include "case.h"

/* Sleeps, and says how that ended. */
static int sleeper(void *arg)
{
    struct actor *self = arg;

    self->result = weft_sleep(self->seconds);
    note("%s: %s", self->name, weft_error_name(self->result));
    return self->result;
}

static int a_cancel_is_a_request(void *arg)
{
    struct actor a = {.name = "A", .seconds = 10};
    weft_task task = weft_spawn(sleeper, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    unsigned asked_at = tick;
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT(!weft_task_ended(task));
    EXPECT(!weft_task_cancelled(task));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(tick, asked_at + 2); /* told in the next turn, joined in the one after */
    EXPECT_LOG("[1.000] A: cancelled\n");
    return WEFT_OK;
}

static int before_its_first_step(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task task = weft_spawn(sleeper, &a);

    (void)arg;
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    WEFT_TRY(weft_yield());
    EXPECT(weft_task_cancelled(task));
    EXPECT_LOG("");
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

static int a_finished_task_is_left_alone(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task task = weft_spawn(sleeper, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_CLOSED);
    EXPECT_IS(weft_task_uncancel(task), 0);
    EXPECT_IS(weft_task_cancelling(task), 0);
    EXPECT_IS(weft_task_result(task), WEFT_OK);
    return weft_join(task);
}

static int count_requests(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_sleep(10), WEFT_CANCELLED);
    note("told, %d requests", weft_task_cancelling(weft_current()));
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_uncancel(weft_current()), 1);
    EXPECT_IS(weft_task_uncancel(weft_current()), 0);
    EXPECT_IS(weft_task_uncancel(weft_current()), 0);
    return WEFT_OK;
}

static int requests_are_counted(void *arg)
{
    weft_task task = weft_spawn(count_requests, NULL);

    (void)arg;
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancelling(task), 0);
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_task_cancelling(task), 1);
    WEFT_TRY(weft_task_uncancel(task)); /* 0: but it was blocked, so it is told all the same */
    (void)weft_task_cancel(task);
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_task_cancelling(task), 2);
    EXPECT_IS(weft_join(task), WEFT_OK);
    EXPECT_LOG("[0.000] told, 2 requests\n");
    return WEFT_OK;
}

static int answer(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_yield());
    return 42;
}

static int take_back_ones_own(void *arg)
{
    (void)arg;
    (void)weft_task_cancel(weft_current());
    EXPECT_IS(weft_task_uncancel(weft_current()), 0);
    WEFT_TRY(weft_sleep(1));
    return 42;
}

static int wait_for_event(void *arg)
{
    return weft_event_wait(arg);
}

static int a_request_is_withdrawn(void *arg)
{
    weft_event event = {0};
    weft_task fresh = weft_spawn(answer, NULL), own = weft_spawn(take_back_ones_own, NULL);
    weft_task due = weft_spawn(wait_for_event, &event), blocked = weft_spawn(wait_for_event, &event);

    (void)arg;
    (void)weft_task_cancel(fresh);
    EXPECT_IS(weft_task_uncancel(fresh), 0);
    EXPECT_IS(weft_join(fresh), 42);
    EXPECT_IS(weft_join(own), 42);
    (void)weft_task_cancel(blocked);
    EXPECT_IS(weft_task_uncancel(blocked), 0);
    weft_event_set(&event);
    (void)weft_task_cancel(due);
    EXPECT_IS(weft_task_uncancel(due), 0);
    EXPECT_IS(weft_join(due), WEFT_OK);
    EXPECT_IS(weft_join(blocked), WEFT_CANCELLED);
    weft_task twice = weft_spawn(answer, NULL);
    (void)weft_task_cancel(twice);
    (void)weft_task_cancel(twice);
    EXPECT_IS(weft_task_uncancel(twice), 1); /* one is left, so it is told */
    EXPECT_IS(weft_join(twice), WEFT_CANCELLED);
    return WEFT_OK;
}

static int stubborn(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(10);

    note("%s: %s", self->name, weft_error_name(err));
    for (int i = 0; i < 3; i++) {
        err = weft_sleep(1);
        note("%s: %s", self->name, weft_error_name(err));
    }
    return self->result;
}

static int told_once(void *arg)
{
    struct actor a = {.name = "A", .result = 42};
    weft_task task = weft_spawn(stubborn, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    WEFT_TRY(weft_sleep(5));
    EXPECT_IS(weft_task_cancelling(task), 1);
    EXPECT(!weft_task_cancelled(task));
    EXPECT_IS(weft_join(task), 42);
    EXPECT_LOG("[1.000] A: cancelled\n[2.000] A: ok\n[3.000] A: ok\n[4.000] A: ok\n");
    return WEFT_OK;
}

static int end_as_cancelled(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_yield());
    return WEFT_CANCELLED;
}

static int cancelled_by_its_own_word(void *arg)
{
    weft_task task = weft_spawn(end_as_cancelled, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT(weft_task_cancelled(task));
    EXPECT_IS(weft_task_cancelling(task), 0);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

static int wait_for_future(void *arg)
{
    return weft_future_wait(arg);
}

static int the_future_is_cancelled_at_once(void *arg)
{
    weft_future future = {0};
    weft_task task = weft_spawn(wait_for_future, &future);

    (void)arg;
    WEFT_TRY(weft_yield());
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_future_result(&future), WEFT_CANCELLED);
    EXPECT(!weft_task_ended(task));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

static int join_it(void *arg)
{
    struct actor *self = arg;

    self->result = weft_join(*(weft_task *)self->thing);
    note("%s: %d", self->name, self->result);
    return self->result;
}

static int it_travels_inward(void *arg)
{
    struct actor inner = {.name = "inner", .result = 42}, outer = {.name = "outer"};
    weft_task task = weft_spawn(stubborn, &inner);
    outer.thing = &task;
    weft_task waiter = weft_spawn(join_it, &outer);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(waiter);
    EXPECT_IS(weft_join(waiter), 42);
    EXPECT_LOG("[1.000] inner: cancelled\n[2.000] inner: ok\n[3.000] inner: ok\n[4.000] inner: ok\n[4.000] outer: 42\n");
    return WEFT_OK;
}

static int say_what_the_future_said(void *arg)
{
    int err = weft_future_wait(arg);

    note("%s, %d requests", weft_error_name(err), weft_task_cancelling(weft_current()));
    WEFT_TRY(weft_sleep(1));
    note("told once");
    return err;
}

static int say_what_the_event_said(void *arg)
{
    struct actor *self = arg;
    int err = weft_event_wait(self->thing);

    note("%s: %s", self->name, weft_error_name(err));
    return err;
}

static int the_cancel_wins(void *arg)
{
    weft_future future = {0};
    weft_event event = {0};
    struct actor set_first = {.name = "set, then cancelled", .thing = &event};
    struct actor cancel_first = {.name = "cancelled, then set", .thing = &event};
    weft_task first = weft_spawn(say_what_the_future_said, &future);
    weft_task second = weft_spawn(say_what_the_event_said, &set_first);
    weft_task third = weft_spawn(say_what_the_event_said, &cancel_first);

    (void)arg;
    WEFT_TRY(weft_yield());
    (void)weft_future_set(&future, NULL);
    (void)weft_task_cancel(first);
    (void)weft_task_cancel(third);
    weft_event_set(&event);
    (void)weft_task_cancel(second);
    EXPECT_IS(weft_join(second), WEFT_CANCELLED);
    EXPECT_IS(weft_join(third), WEFT_CANCELLED);
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    EXPECT_IS(weft_future_result(&future), WEFT_OK);
    EXPECT_LOG("[0.000] cancelled, 1 requests\n[0.000] cancelled, then set: cancelled\n"
               "[0.000] set, then cancelled: cancelled\n[1.000] told once\n");
    return WEFT_OK;
}

static int cancel_oneself_then_wait(void *arg)
{
    (void)weft_task_cancel(weft_current());
    note("still here");
    return weft_future_wait(arg);
}

static int cancel_oneself_then_join(void *arg)
{
    (void)weft_task_cancel(weft_current());
    return weft_join(*(weft_task *)arg);
}

static int of_oneself(void *arg)
{
    weft_future future = {0};
    struct actor inner = {.name = "inner", .result = 42};

    (void)arg;
    EXPECT_IS(weft_join(weft_spawn(cancel_oneself_then_wait, &future)), WEFT_CANCELLED);
    EXPECT_IS(weft_future_result(&future), WEFT_CANCELLED);
    weft_task task = weft_spawn(stubborn, &inner);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_join(weft_spawn(cancel_oneself_then_join, &task)), 42);
    EXPECT_LOG("[0.000] still here\n[0.000] inner: cancelled\n"
               "[1.000] inner: ok\n[2.000] inner: ok\n[3.000] inner: ok\n");
    return WEFT_OK;
}

static int cancel_oneself_and_return(void *arg)
{
    (void)weft_task_cancel(weft_current());
    return *(int *)arg;
}

static int of_oneself_at_the_end(void *arg)
{
    int fine = WEFT_OK, failed = 7;

    (void)arg;
    EXPECT_IS(weft_join(weft_spawn(cancel_oneself_and_return, &fine)), WEFT_CANCELLED);
    EXPECT_IS(weft_join(weft_spawn(cancel_oneself_and_return, &failed)), 7);
    return WEFT_OK;
}

static int never_suspends(void *arg)
{
    weft_event event = {0};
    weft_future done = {0};

    (void)arg;
    weft_event_set(&event);
    (void)weft_future_set(&done, NULL);
    (void)weft_task_cancel(weft_current());
    WEFT_TRY(weft_event_wait(&event));
    WEFT_TRY(weft_future_wait(&done));
    note("not interrupted");
    int err = weft_yield();
    note("%s", weft_error_name(err));
    return err;
}

static int only_a_real_wait_is_interrupted(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_join(weft_spawn(never_suspends, NULL)), WEFT_CANCELLED);
    EXPECT_LOG("[0.000] not interrupted\n[0.000] cancelled\n");
    return WEFT_OK;
}

static int the_inner_future_is_cancelled(void *arg)
{
    weft_future inner = {0}, both = {0};
    weft_task first = weft_spawn(say_what_the_future_said, &inner);

    (void)arg;
    WEFT_TRY(weft_yield());
    (void)weft_future_cancel(&inner);
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    weft_task second = weft_spawn(say_what_the_future_said, &both);
    WEFT_TRY(weft_yield());
    (void)weft_future_cancel(&both);
    (void)weft_task_cancel(second);
    EXPECT_IS(weft_join(second), WEFT_CANCELLED);
    EXPECT_LOG("[0.000] cancelled, 0 requests\n[1.000] told once\n[1.000] cancelled, 1 requests\n[2.000] told once\n");
    return WEFT_OK;
}

static int say_why(void *arg)
{
    struct actor *self = arg;
    int err = self->thing ? weft_event_wait(self->thing) : weft_sleep(10);

    note("%s: %s, %s", self->name, weft_error_name(err), weft_error_text());
    return err;
}

static int messages(void *arg)
{
    weft_event event = {0};
    struct actor blocked = {.name = "blocked"}, due = {.name = "due", .thing = &event}, fresh = {.name = "fresh"};
    weft_task a = weft_spawn(say_why, &blocked), b = weft_spawn(say_why, &due);

    (void)arg;
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel_because(a, "first"), WEFT_OK);
    EXPECT_IS(weft_task_cancel_because(a, "second"), WEFT_OK);
    weft_event_set(&event);
    EXPECT_IS(weft_task_cancel_because(b, "first"), WEFT_OK);
    EXPECT_IS(weft_task_cancel_because(b, "second"), WEFT_OK);
    weft_task c = weft_spawn(say_why, &fresh);
    EXPECT_IS(weft_task_cancel_because(c, "third"), WEFT_OK);
    EXPECT_IS(weft_task_cancel_because(c, "fourth"), WEFT_OK);
    EXPECT_IS(weft_join(a), WEFT_CANCELLED);
    EXPECT_TEXT(weft_error_text(), "first");
    EXPECT_IS(weft_join(b), WEFT_CANCELLED);
    EXPECT_TEXT(weft_error_text(), "second");
    EXPECT_IS(weft_join(c), WEFT_CANCELLED);
    EXPECT_TEXT(weft_error_text(), "fourth");
    EXPECT_LOG("[0.000] blocked: cancelled, first\n[0.000] due: cancelled, second\n");
    return WEFT_OK;
}

static int messages_travel(void *arg)
{
    struct actor inner = {.name = "inner"}, outer = {.name = "outer"};
    weft_task task = weft_spawn(say_why, &inner);
    outer.thing = &task;
    weft_task waiter = weft_spawn(join_it, &outer);

    (void)arg;
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel_because(waiter, "the user left"), WEFT_OK);
    EXPECT_IS(weft_join(waiter), WEFT_CANCELLED);
    EXPECT_TEXT(weft_error_text(), "the user left");
    EXPECT_LOG("[0.000] inner: cancelled, the user left\n[0.000] outer: -1\n");
    EXPECT_IS(weft_task_cancel_because(weft_current(), NULL), WEFT_INVALID);
    return WEFT_OK;
}

static int a_cancelled_child(void *arg)
{
    struct actor a = {.name = "child", .seconds = 10};
    weft_task child = weft_spawn(sleeper, &a);

    (void)arg;
    WEFT_TRY(weft_yield());
    (void)weft_task_cancel(child);
    EXPECT_IS(weft_join(child), WEFT_CANCELLED);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0); /* so it was the child that was asked, not we */
    return weft_sleep(1);
}

static int attempts;

static int attempt(void *arg)
{
    (void)arg;
    attempts++;
    return weft_sleep(10);
}

static int catch_any_failure(void *arg)
{
    int err = weft_retry(attempt, NULL, &(weft_retry_options){.attempts = 5, .delay = 1});

    (void)arg;
    if (weft_is_failure(err))
        note("caught");
    return err;
}

static int a_cancel_is_no_failure(void *arg)
{
    weft_task task = weft_spawn(catch_any_failure, NULL);

    (void)arg;
    attempts = 0;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(attempts, 1);
    EXPECT(!weft_is_failure(WEFT_OK) && weft_is_failure(WEFT_TIMEOUT) && weft_is_failure(7));
    EXPECT_LOG("");
    return WEFT_OK;
}

static int clean_up(void *arg)
{
    int err = weft_sleep(10);
    int cleaned = weft_sleep(0.5);

    (void)arg;
    note("clean-up: %s", weft_error_name(cleaned));
    return err;
}

static int clean_up_may_wait(void *arg)
{
    weft_task task = weft_spawn(clean_up, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.500] clean-up: ok\n");
    return WEFT_OK;
}

static int again_during_clean_up(void *arg)
{
    weft_task task = weft_spawn(clean_up, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    WEFT_TRY(weft_sleep(0.25));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.250] clean-up: cancelled\n");
    return WEFT_OK;
}

static size_t timers;

static void count_timers(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)arg;
    timers = scheduled;
}

static int a_sleeper_wakes_now(void *arg)
{
    struct actor a = {.name = "A", .seconds = 100};
    weft_task task = weft_spawn(sleeper, &a);

    (void)arg;
    weft_on_turn(count_timers, NULL);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(timers, 1);
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    WEFT_TRY(weft_yield());
    EXPECT_IS(timers, 0);
    EXPECT(weft_time() == 1);
    return WEFT_OK;
}

static int fail_in_clean_up(void *arg)
{
    int err = weft_sleep(10);

    (void)arg;
    note("told: %s", weft_error_name(err));
    return 9;
}

static int no_failure_is_fatal(void *arg)
{
    weft_task task = weft_spawn(fail_in_clean_up, NULL);

    (void)arg;
    WEFT_TRY(weft_yield());
    (void)weft_task_cancel(task);
    note("the task ended with %d", weft_join(task));
    note("the run goes on");
    return WEFT_OK;
}

static int ask_and_take_back(void *arg)
{
    int before = weft_task_cancelling(weft_current());

    (void)arg;
    (void)weft_task_cancel(weft_current()); /* as a scope does whose time is over */
    int err = weft_sleep(10);
    EXPECT_IS(err, WEFT_CANCELLED);
    if (weft_task_uncancel(weft_current()) <= before)
        err = WEFT_TIMEOUT;
    EXPECT_IS(err, WEFT_TIMEOUT);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return weft_sleep(1);
}

static int who_asks_takes_back(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_join(weft_spawn(ask_and_take_back, NULL)));
    EXPECT(weft_time() == 1);
    return WEFT_OK;
}

WEFT_TESTS(
    KEPT(a_cancel_is_a_request, "041", "a cancel is a request: told in the next turn, once, at the task's wait"),
    KEPT(before_its_first_step, "042", "cancelled before its first step, a task never runs"),
    KEPT(a_finished_task_is_left_alone, "043", "a finished task can neither be cancelled nor uncancelled"),
    KEPT(requests_are_counted, "044, 045", "each request counts, uncancel takes one back, two before the telling are told once"),
    KEPT(a_request_is_withdrawn, "046", "a request taken back before it was told is withdrawn, unless the task was blocked"),
    KEPT(told_once, "047, 048", "who absorbs a cancel is not interrupted again, and ends with its own result"),
    KEPT(cancelled_by_its_own_word, "049", "a task that ends with CANCELLED is cancelled, whoever asked"),
    KEPT(the_future_is_cancelled_at_once, "050", "cancelling a task cancels the future that it waits for, at once"),
    KEPT(it_travels_inward, "051", "a cancel goes on to the task that is joined, which may absorb it"),
    KEPT(the_cancel_wins, "052", "a cancel between the wake and the step wins, and the future keeps its value"),
    KEPT(of_oneself, "053", "who cancels itself is told at its next wait, and what it waits for is cancelled"),
    KEPT(of_oneself_at_the_end, "054", "who cancels itself and ends without a wait is cancelled, or failed"),
    KEPT(only_a_real_wait_is_interrupted, "055", "what does not suspend is not interrupted"),
    KEPT(the_inner_future_is_cancelled, "056", "a future cancelled from outside: no request; with a cancel of the task: told once"),
    KEPT(messages, "057", "a blocked task hears the first reason, one that is new or due the last"),
    KEPT(messages_travel, "057", "a reason goes on to the task that is joined, and comes back"),
    KEPT(a_cancelled_child, "058", "a cancelled child looks like a cancel of oneself, but for the count"),
    KEPT(a_cancel_is_no_failure, "059", "a cancel is no failure: not caught, not tried again"),
    KEPT(clean_up_may_wait, "060", "clean-up may wait"),
    KEPT(again_during_clean_up, "061", "a second cancel interrupts the clean-up"),
    KEPT(a_sleeper_wakes_now, "062", "a cancelled sleeper wakes at once, and its timer is gone"),
    DIFFERENT(no_failure_is_fatal, "063", "no failure of a task ends the run"),
    KEPT(who_asks_takes_back, "064", "who asked takes its request back, and the outer code goes on"))

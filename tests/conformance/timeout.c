/* TMO: deadlines around a stretch of code (statements 077 to 092). */
#include "case.h"

static int sleep_and_say(double seconds)
{
    int err = weft_sleep(seconds);

    note("inside: %s", weft_error_name(err));
    return err;
}

static int it_is_cancelled_inside_and_timed_out_outside(void *arg)
{
    weft_timeout timeout = {0}, later = {0};

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_raise(9, "the disk is full");
    WEFT_TRY(weft_timeout_begin_at(&timeout, 3));
    EXPECT(weft_timeout_when(&timeout) == 3);
    EXPECT_IS(weft_timeout_end(&timeout, sleep_and_say(10)), WEFT_TIMEOUT);
    note("outside");
    EXPECT(weft_timeout_expired(&timeout));
    EXPECT_TEXT(weft_error_text(), "the disk is full"); /* what was being dealt with when time ran out */
    WEFT_TRY(weft_timeout_begin(&later, 0.5));
    EXPECT(weft_timeout_when(&later) == 3.5);
    EXPECT_IS(weft_timeout_end(&later, WEFT_OK), WEFT_OK);
    EXPECT_LOG("[3.000] inside: cancelled\n[3.000] outside\n");
    return WEFT_OK;
}

static size_t timers;

static void count_timers(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)arg;
    timers = scheduled;
}

static int in_time(void *arg)
{
    weft_timeout timeout = {0}, none = {0};

    (void)arg;
    weft_on_turn(count_timers, NULL);
    WEFT_TRY(weft_timeout_begin(&timeout, 5));
    EXPECT_IS(weft_timeout_end(&timeout, weft_sleep(1)), WEFT_OK);
    EXPECT(!weft_timeout_expired(&timeout));
    WEFT_TRY(weft_yield());
    EXPECT_IS(timers, 0);
    WEFT_TRY(weft_timeout_begin(&none, WEFT_FOREVER));
    EXPECT(weft_timeout_when(&none) == WEFT_FOREVER);
    WEFT_TRY(weft_yield());
    EXPECT_IS(timers, 0);
    EXPECT_IS(weft_timeout_end(&none, weft_sleep(100)), WEFT_OK);
    return WEFT_OK;
}

static int a_past_deadline_strikes_at_the_first_wait(void *arg)
{
    weft_timeout now = {0}, past = {0}, sleeping = {0};

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_timeout_begin(&now, 0));
    EXPECT_IS(weft_timeout_end(&now, weft_yield()), WEFT_TIMEOUT);
    WEFT_TRY(weft_timeout_begin_at(&past, 0.5));
    EXPECT_IS(weft_timeout_end(&past, weft_sleep(0)), WEFT_TIMEOUT);
    WEFT_TRY(weft_timeout_begin(&sleeping, -1));
    EXPECT_IS(weft_timeout_end(&sleeping, weft_sleep(1)), WEFT_TIMEOUT);
    EXPECT(weft_time() == 1);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

static int without_a_wait_it_is_never_cancelled(void *arg)
{
    weft_timeout timeout = {0}, busy = {0};
    weft_event event = {0};

    (void)arg;
    weft_event_set(&event);
    WEFT_TRY(weft_timeout_begin(&timeout, 0));
    EXPECT_IS(weft_timeout_end(&timeout, weft_event_wait(&event)), WEFT_OK);
    WEFT_TRY(weft_timeout_begin(&busy, 0.1));
    weft_block(0.5);
    EXPECT_IS(weft_timeout_end(&busy, WEFT_OK), WEFT_OK);
    EXPECT(!weft_timeout_expired(&busy));
    WEFT_TRY(weft_yield()); /* nothing of them is left */
    return WEFT_OK;
}

static int fail_after(double seconds, int code)
{
    WEFT_TRY(weft_sleep(seconds));
    return code;
}

static int cancelled_from_outside(void *arg)
{
    int *result = arg;

    *result = weft_wait_for(weft_sleep(10), 5);
    return *result;
}

static int other_ends_pass_through(void *arg)
{
    int result = 0;

    (void)arg;
    EXPECT_IS(weft_wait_for(fail_after(1, 7), 5), 7);
    weft_task task = weft_spawn(cancelled_from_outside, &result);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(result, WEFT_CANCELLED);
    EXPECT(weft_time() == 2);
    return WEFT_OK;
}

static int clean_up_fails(void)
{
    (void)!weft_sleep(10);
    (void)!weft_sleep(0.5);
    return 7;
}

static int a_failing_clean_up_wins(void *arg)
{
    weft_timeout timeout = {0};

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&timeout, 1));
    EXPECT_IS(weft_timeout_end(&timeout, clean_up_fails()), 7);
    EXPECT(weft_timeout_expired(&timeout));
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT(weft_time() == 1.5);
    return WEFT_OK;
}

static void cancel_it(void *arg)
{
    (void)weft_task_cancel(*(weft_task *)arg);
}

/* The callback's timer is made before the task's, or after it: it is due first, or last. */
static int cancel_and_expiry_in_one_turn(void *arg)
{
    int result = 0;
    weft_task task = {0};
    weft_handle handle = {0};

    (void)arg;
    WEFT_TRY(weft_call_later(&handle, 5, cancel_it, &task));
    task = weft_spawn(cancelled_from_outside, &result);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(result, WEFT_CANCELLED);
    task = weft_spawn(cancelled_from_outside, &result);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_call_later(&handle, 5, cancel_it, &task));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(result, WEFT_CANCELLED);
    EXPECT(weft_time() == 10);
    return WEFT_OK;
}

static int on_it_goes(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(weft_sleep(5), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    WEFT_TRY(weft_sleep(1));
    EXPECT(weft_time() == 2);
    return WEFT_OK;
}

static int absorb_then_time_out(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_sleep(10), WEFT_CANCELLED);
    EXPECT_IS(weft_task_cancelling(weft_current()), 1);
    EXPECT_IS(weft_wait_for(weft_sleep(10), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_task_cancelling(weft_current()), 1);
    return WEFT_OK;
}

static int an_earlier_cancel_does_not_count(void *arg)
{
    weft_task task = weft_spawn(absorb_then_time_out, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    return weft_join(task);
}

static int equal_deadlines(void *arg)
{
    weft_timeout outer = {0}, inner = {0};

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&outer, 1));
    WEFT_TRY(weft_timeout_begin(&inner, 1));
    int err = weft_timeout_end(&inner, weft_sleep(5));
    note("inner: %s", weft_error_name(err));
    err = weft_timeout_end(&outer, err);
    note("outer: %s", weft_error_name(err));
    EXPECT(weft_timeout_expired(&inner) && weft_timeout_expired(&outer));
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_LOG("[1.000] inner: cancelled\n[1.000] outer: timed out\n");
    return WEFT_OK;
}

static int clean_up_with_a_limit(void)
{
    int err = weft_sleep(10);

    note("clean-up: %s", weft_error_name(weft_wait_for(weft_sleep(10), 0.25)));
    return err;
}

static int the_inner_one_first(void *arg)
{
    weft_timeout outer = {0};

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&outer, 2));
    note("inner: %s", weft_error_name(weft_wait_for(weft_sleep(5), 1)));
    note("outer: %s", weft_error_name(weft_timeout_end(&outer, weft_sleep(5))));
    note("whole: %s", weft_error_name(weft_wait_for(clean_up_with_a_limit(), 1)));
    EXPECT_LOG("[1.000] inner: timed out\n"
               "[2.000] outer: timed out\n"
               "[3.250] clean-up: timed out\n"
               "[3.250] whole: timed out\n");
    return WEFT_OK;
}

static int swallow(void)
{
    EXPECT_IS(weft_sleep(5), WEFT_CANCELLED);
    return WEFT_OK;
}

static int a_swallowed_cancel(void *arg)
{
    weft_timeout timeout = {0};

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&timeout, 1));
    EXPECT_IS(weft_timeout_end(&timeout, swallow()), WEFT_OK);
    EXPECT(weft_timeout_expired(&timeout));
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

/* A stretch of ten seconds whose deadline of five is moved after one second; when it ends. */
static double ends_at(double when)
{
    weft_timeout timeout = {0};
    double began = weft_time();

    EXPECT_IS(weft_timeout_begin(&timeout, 5), WEFT_OK);
    int err = weft_sleep(1);
    EXPECT_IS(weft_timeout_reschedule(&timeout, when), WEFT_OK);
    EXPECT(weft_timeout_when(&timeout) == when);
    err = weft_timeout_end(&timeout, err ? err : weft_sleep(9));
    EXPECT_IS(err, weft_timeout_expired(&timeout) ? WEFT_TIMEOUT : WEFT_OK);
    return weft_time() - began;
}

static int moved(void *arg)
{
    (void)arg;
    EXPECT(ends_at(weft_time() + 3) == 3);
    EXPECT(ends_at(weft_time() + 7) == 7);
    EXPECT(ends_at(WEFT_FOREVER) == 10);
    EXPECT(ends_at(0) == 1);
    return WEFT_OK;
}

static int from_none_and_from_outside(void *arg)
{
    weft_timeout *timeout = arg;

    return weft_timeout_reschedule(timeout, weft_time() + 2);
}

static int another_task_may_move_it(void *arg)
{
    weft_timeout timeout = {0};

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&timeout, WEFT_FOREVER));
    weft_task task = weft_spawn(from_none_and_from_outside, &timeout);
    EXPECT_IS(weft_timeout_end(&timeout, weft_sleep(10)), WEFT_TIMEOUT);
    EXPECT(weft_time() == 2);
    return weft_join(task);
}

static weft_timeout begun_outside;

static void begin_in_a_callback(void *arg)
{
    *(int *)arg = weft_timeout_begin(&begun_outside, 1);
}

static int used_once(void *arg)
{
    weft_timeout timeout = {0};
    weft_handle handle = {0};
    int in_callback = WEFT_OK;

    (void)arg;
    EXPECT_IS(weft_timeout_state(&timeout), WEFT_TIMEOUT_CREATED);
    EXPECT_IS(weft_timeout_reschedule(&timeout, 1), WEFT_USAGE);
    EXPECT_IS(weft_timeout_end(&timeout, WEFT_OK), WEFT_USAGE);
    WEFT_TRY(weft_timeout_begin(&timeout, 1));
    EXPECT_IS(weft_timeout_state(&timeout), WEFT_TIMEOUT_ACTIVE);
    EXPECT_IS(weft_timeout_begin(&timeout, 1), WEFT_USAGE);
    EXPECT_IS(weft_timeout_reschedule(&timeout, NAN), WEFT_INVALID);
    EXPECT(weft_timeout_when(&timeout) == 1);
    int err = weft_sleep(5);
    EXPECT_IS(weft_timeout_state(&timeout), WEFT_TIMEOUT_EXPIRING);
    EXPECT_IS(weft_timeout_reschedule(&timeout, 9), WEFT_USAGE);
    EXPECT_IS(weft_timeout_end(&timeout, err), WEFT_TIMEOUT);
    EXPECT_IS(weft_timeout_state(&timeout), WEFT_TIMEOUT_EXPIRED);
    EXPECT_IS(weft_timeout_reschedule(&timeout, 9), WEFT_USAGE);
    EXPECT_IS(weft_timeout_begin(&timeout, 1), WEFT_USAGE);
    weft_timeout other = {0};
    WEFT_TRY(weft_timeout_begin(&other, 1));
    EXPECT_IS(weft_timeout_end(&other, WEFT_OK), WEFT_OK);
    EXPECT_IS(weft_timeout_state(&other), WEFT_TIMEOUT_FINISHED);
    EXPECT_IS(weft_timeout_reschedule(&other, 9), WEFT_USAGE);
    WEFT_TRY(weft_call_soon(&handle, begin_in_a_callback, &in_callback));
    WEFT_TRY(weft_yield());
    EXPECT_IS(in_callback, WEFT_USAGE);
    return WEFT_OK;
}

static int child(void *arg)
{
    int err = weft_sleep(10);

    return arg ? 7 : err; /* its clean-up fails, or not */
}

static int group_of_two(bool failing)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, NULL);
    weft_group_spawn(&group, child, failing ? &group : NULL);
    return weft_group_join(&group);
}

static int around_a_group(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(group_of_two(false), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(group_of_two(true), 1), 7);
    EXPECT(weft_time() == 2);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

static int a_tie(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(weft_sleep(1), 1), WEFT_TIMEOUT);
    return WEFT_OK;
}

WEFT_TESTS(
    KEPT(it_is_cancelled_inside_and_timed_out_outside, "077", "cancelled inside, timed out outside; when it strikes is known"),
    KEPT(in_time, "078", "in time: no error, no timer left; without a deadline: no timer"),
    KEPT(a_past_deadline_strikes_at_the_first_wait, "079", "a deadline that is past strikes at the first wait, even a yield"),
    KEPT(without_a_wait_it_is_never_cancelled, "080", "what never waits ends well, whatever the deadline"),
    KEPT(other_ends_pass_through, "081", "a failure, or a cancel from outside, is not turned into a timeout"),
    KEPT(a_failing_clean_up_wins, "082", "a failure of the clean-up is returned, and the count of requests is as before"),
    KEPT(cancel_and_expiry_in_one_turn, "083", "a cancel and the deadline at one instant: cancelled, whichever was first"),
    KEPT(on_it_goes, "084", "after a timeout the task goes on as if nobody had asked it to stop"),
    KEPT(an_earlier_cancel_does_not_count, "085", "a task that absorbed a cancel earlier can still time out"),
    KEPT(equal_deadlines, "086", "two nested deadlines at one instant: the outer one times out"),
    KEPT(the_inner_one_first, "087", "an inner deadline leaves the outer one alone; clean-up may have its own"),
    KEPT(a_swallowed_cancel, "088", "a stretch that swallows the cancel ends well, and has expired"),
    KEPT(moved, "089", "a deadline moves earlier, later, to none and into the past"),
    KEPT(another_task_may_move_it, "089", "another task may set it"),
    KEPT(used_once, "090", "each scope is used once, and says what state it is in"),
    KEPT(around_a_group, "091", "around a group: its tasks are cancelled, and a failing clean-up wins"),
    KEPT(a_tie, "092", "a sleep as long as its deadline times out"))

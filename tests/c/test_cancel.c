/* Cancel, timeouts, shields (docs/old-bugs.md, 18 to 26). */
#include "check.h"

static int sleeper(void *arg)
{
    struct actor *me = arg;

    me->result = weft_sleep(me->seconds);
    note("%s: %s", me->name, weft_error_name(me->result));
    return me->result;
}

static int stubborn(void *arg)
{
    struct actor *me = arg;
    int err = weft_sleep(me->seconds);

    note("%s: %s", me->name, weft_error_name(err));
    err = weft_sleep(1); /* clean-up may wait: a cancel is delivered once */
    note("%s: cleaned up, %s", me->name, weft_error_name(err));
    return WEFT_CANCELLED;
}

static int once_per_request(void *arg)
{
    struct actor a = {"A", NULL, 5, 0, 0};
    weft_task task = weft_spawn(stubborn, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_task_cancelling(task), 1);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled\n[2.000] A: cleaned up, ok\n");
    EXPECT_IS(weft_task_cancel(task), WEFT_CLOSED);
    return WEFT_OK;
}

static int again_interrupts_cleanup(void *arg)
{
    struct actor a = {"A", NULL, 5, 0, 0};
    weft_task task = weft_spawn(stubborn, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    WEFT_TRY(weft_sleep(0.5));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled\n[1.500] A: cleaned up, cancelled\n");
    return WEFT_OK;
}

static int never_runs(void *arg)
{
    struct actor a = {"A", NULL, 1, 0, 7};
    weft_task task = weft_spawn(sleeper, &a);

    (void)arg;
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(a.result, 7);
    return WEFT_OK;
}

static int oneself(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_task_cancel(weft_current()), WEFT_OK);
    EXPECT_IS(weft_sleep(1), WEFT_CANCELLED); /* at the next wait, and once */
    EXPECT_IS(weft_sleep(1), WEFT_OK);
    EXPECT_IS((int)weft_time(), 1);
    return WEFT_OK;
}

static int cancels_itself_and_ends(void *arg)
{
    (void)arg;
    return weft_task_cancel(weft_current());
}

static int oneself_without_a_wait(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_join(weft_spawn(cancels_itself_and_ends, NULL)), WEFT_CANCELLED);
    return WEFT_OK;
}

static int naps(void *arg)
{
    struct actor *me = arg;

    me->result = weft_sleep(me->seconds);
    return me->result;
}

/* A request that is taken back before it arrives does not arrive (046); a blocked task has it already. */
static int taken_back(void *arg)
{
    struct actor a = {"A", NULL, 0, 0, 9}, b = {"B", NULL, 5, 0, 9};
    weft_task ready = weft_spawn(naps, &a), blocked = weft_spawn(naps, &b), fresh;

    (void)arg;
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_cancel(ready), WEFT_OK); /* it has yielded: due to run */
    EXPECT_IS(weft_task_uncancel(ready), 0);
    EXPECT_IS(weft_task_cancel(blocked), WEFT_OK);
    EXPECT_IS(weft_task_uncancel(blocked), 0);
    fresh = weft_spawn(naps, &a);
    EXPECT_IS(weft_task_cancel(fresh), WEFT_OK);
    EXPECT_IS(weft_task_uncancel(fresh), 0);
    EXPECT_IS(weft_join(ready), WEFT_OK);
    EXPECT_IS(weft_join(blocked), WEFT_CANCELLED);
    EXPECT_IS(weft_join(fresh), WEFT_OK);
    return WEFT_OK;
}

static int fetch(double seconds)
{
    return weft_sleep(seconds);
}

static int timeout_bounds(void *arg)
{
    int runs = 0;

    (void)arg;
    EXPECT_IS(weft_wait_for(fetch(1), 2), WEFT_OK);
    EXPECT_IS(weft_wait_for(fetch(2), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for((runs++, fetch(2)), 0), WEFT_TIMEOUT); /* not begun (gh-95051) */
    EXPECT_IS(weft_wait_for((runs++, fetch(2)), -1), WEFT_TIMEOUT);
    EXPECT_IS(runs, 0);
    EXPECT_IS(weft_wait_for(fetch(1), NAN), WEFT_INVALID);
    EXPECT_IS(weft_wait_for(fetch(1), WEFT_FOREVER), WEFT_OK);
    EXPECT_IS(weft_wait_for(fetch(1), 1), WEFT_TIMEOUT); /* equal instants: the deadline wins (073) */
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_IS(weft_sleep(1), WEFT_OK); /* nothing is left over */
    return WEFT_OK;
}

static int timeouts_nest(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(weft_wait_for(fetch(5), 1), 2), WEFT_TIMEOUT);
    note("inner first");
    EXPECT_IS(weft_wait_for(weft_wait_for(fetch(5), 2), 1), WEFT_TIMEOUT);
    note("outer first");
    weft_timeout outer = {.active = false}, inner = {.active = false};
    WEFT_TRY(weft_timeout_begin(&outer, 1));
    WEFT_TRY(weft_timeout_begin(&inner, 1));
    int err = weft_timeout_end(&inner, fetch(5));
    EXPECT_IS(err, WEFT_CANCELLED); /* equal deadlines: only the outermost says so (086) */
    EXPECT(weft_timeout_expired(&inner));
    EXPECT_IS(weft_timeout_end(&outer, err), WEFT_TIMEOUT);
    EXPECT_LOG("[1.000] inner first\n[2.000] outer first\n");
    return WEFT_OK;
}

static int bounded(void *arg)
{
    struct actor *me = arg;

    me->result = weft_wait_for(fetch(5), me->seconds);
    note("%s: %s", me->name, weft_error_name(me->result));
    return me->result;
}

/* A deadline and a cancel from outside in one turn: the cancel wins, in either order (083). */
static void cancel_it(void *arg)
{
    EXPECT_IS(weft_task_cancel(*(weft_task *)arg), WEFT_OK);
}

static int cancel_and_deadline(void *arg)
{
    struct actor a = {"A", NULL, 1, 0, 0}, b = {"B", NULL, 1, 0, 0};
    weft_handle before = {.fn = NULL}, after = {.fn = NULL};
    weft_task first, second;

    (void)arg;
    WEFT_GROUP(group);
    EXPECT_IS(weft_call_later(&before, 1, cancel_it, &first), WEFT_OK);
    first = weft_group_spawn(&group, bounded, &a);
    second = weft_group_spawn(&group, bounded, &b);
    WEFT_TRY(weft_yield()); /* their deadlines are set now */
    EXPECT_IS(weft_call_later(&after, 1, cancel_it, &second), WEFT_OK);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] B: cancelled\n");
    return WEFT_OK;
}

static int shield_holds_back(void *arg)
{
    struct actor *me = arg;

    me->result = weft_shield(fetch(2));
    note("shielded: %s", weft_error_name(me->result));
    EXPECT_IS(weft_shield(weft_wait_for(fetch(2), 1)), WEFT_TIMEOUT); /* a deadline inside is its own */
    int err = weft_sleep(1);
    note("after: %s", weft_error_name(err));
    return err;
}

static int shields(void *arg)
{
    struct actor a = {"A", NULL, 0, 0, 0};
    weft_task task = weft_spawn(shield_holds_back, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[2.000] shielded: ok\n[3.000] after: cancelled\n");
    return WEFT_OK;
}

static int joiner(void *arg)
{
    struct actor *me = arg;

    me->result = me->count ? weft_join_shielded(*(weft_task *)me->thing) : weft_join(*(weft_task *)me->thing);
    note("%s: %s", me->name, weft_error_name(me->result));
    return me->result;
}

static int join_passes_a_cancel_on(void *arg)
{
    struct actor a = {"A", NULL, 5, 0, 0}, b = {"B", NULL, 5, 0, 0};
    weft_task first, second;

    (void)arg;
    WEFT_GROUP(group);
    first = weft_group_spawn(&group, sleeper, &a);
    second = weft_group_spawn(&group, sleeper, &b);
    struct actor j = {"join", &first, 0, 0, 0}, k = {"shielded", &second, 0, 1, 0};
    weft_task joins = weft_spawn(joiner, &j), shielded = weft_spawn(joiner, &k);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(joins);
    (void)weft_task_cancel(shielded);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] shielded: cancelled\n[1.000] join: cancelled\n[5.000] B: ok\n");
    return WEFT_OK;
}

static int absorbs(void *arg)
{
    (void)arg;
    int err = weft_sleep(5);
    (void)err;
    return WEFT_OK;
}

/* wait_for returns the value of an operation that absorbed the cancel (070). */
static int absorbed_timeout(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(absorbs(NULL), 1), WEFT_OK);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

static int slow_cleanup(void *arg)
{
    (void)arg;
    int err = weft_sleep(5);
    WEFT_TRY(weft_sleep(2));
    return err;
}

static int timeout_waits_for_cleanup(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(slow_cleanup(NULL), 1), WEFT_TIMEOUT);
    EXPECT_IS((int)weft_time(), 3);
    return WEFT_OK;
}

static int in_cleanup(void *arg)
{
    (void)arg;
    int err = weft_sleep(5);
    EXPECT_IS(weft_wait_for(fetch(2), 1), WEFT_TIMEOUT); /* deadlines work in the clean-up of a cancelled task (gh-102780) */
    EXPECT_IS(weft_wait_for(fetch(1), 2), WEFT_OK);
    return err;
}

static int timeout_in_cleanup(void *arg)
{
    weft_task task = weft_spawn(in_cleanup, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS((int)weft_time(), 3);
    return WEFT_OK;
}

/* ---- the end of a sleep and a cancel in one turn ---- */

static int says_how_it_slept(void *arg)
{
    struct actor *self = arg;

    self->result = weft_sleep(1);
    return WEFT_OK;
}

static void cancels_it(void *arg)
{
    (void)weft_task_cancel(*(weft_task *)arg);
}

static int a_sleep_and_a_cancel(void *arg)
{
    struct actor before = {.result = 99}, after = {.result = 99};
    weft_task early = {0}, late = {0};
    WEFT_HANDLE(first);
    WEFT_HANDLE(last);

    (void)arg;
    WEFT_TRY(weft_call_later(&first, 1, cancels_it, &early)); /* due before its sleep */
    early = weft_spawn(says_how_it_slept, &before), late = weft_spawn(says_how_it_slept, &after);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_call_later(&last, 1, cancels_it, &late)); /* when it has been woken, and not run */
    WEFT_TRY(weft_join(early));
    WEFT_TRY(weft_join(late));
    EXPECT_IS(before.result, WEFT_CANCELLED);
    EXPECT_IS(after.result, WEFT_CANCELLED); /* nothing is lost by it: the cancel wins */
    return WEFT_OK;
}

/* ---- a request that has not arrived yet when a scope begins ---- */

static int untold(void *arg)
{
    struct actor *self = arg;
    weft_timeout scope = {0};

    (void)weft_task_cancel(weft_current());
    WEFT_TRY(weft_timeout_begin(&scope, 0)); /* has struck before the first wait */
    self->result = weft_timeout_end(&scope, weft_sleep(10));
    self->count = weft_task_cancelling(weft_current());
    return WEFT_OK;
}

static int cancel_before_the_scope(void *arg)
{
    struct actor a = {.result = 99};

    (void)arg;
    WEFT_TRY(weft_join(weft_spawn(untold, &a)));
    EXPECT_IS(a.result, WEFT_CANCELLED); /* its own deadline is no reason to lose it */
    EXPECT_IS(a.count, 1);
    return WEFT_OK;
}

static int two_scopes_struck(void *arg)
{
    struct actor *self = arg;
    weft_timeout outer = {0}, inner = {0};

    WEFT_TRY(weft_timeout_begin(&outer, WEFT_FOREVER));
    WEFT_TRY(weft_timeout_cancel(&outer));
    WEFT_TRY(weft_timeout_begin(&inner, WEFT_FOREVER)); /* while the outer one has not arrived yet */
    WEFT_TRY(weft_timeout_cancel(&inner));
    int err = weft_timeout_end(&inner, weft_sleep(10));
    self->result = err;
    self->count = weft_timeout_end(&outer, err);
    return WEFT_OK;
}

static int strike_before_the_scope(void *arg)
{
    struct actor a = {.result = 99};

    (void)arg;
    WEFT_TRY(weft_join(weft_spawn(two_scopes_struck, &a)));
    EXPECT_IS(a.result, WEFT_CANCELLED);
    EXPECT_IS(a.count, WEFT_TIMEOUT);
    return WEFT_OK;
}

WEFT_TESTS(CASE(once_per_request, "delivered once per request; clean-up may wait"),
           CASE(again_interrupts_cleanup, "a second request interrupts the clean-up"),
           CASE(never_runs, "cancelled before its first step: it never runs"),
           CASE(oneself, "oneself: told at the next wait"),
           CASE(oneself_without_a_wait, "oneself, and no wait comes: ended cancelled (bpo-30048)"),
           CASE(taken_back, "a request taken back in time is not told (046)"),
           CASE(timeout_bounds, "wait_for: in time, too late, zero, NaN, for ever, at the same instant"),
           CASE(timeouts_nest, "timeouts nest"),
           CASE(cancel_and_deadline, "a cancel and a deadline in one turn: the cancel wins"),
           CASE(shields, "a shield holds a cancel back until it is over"),
           CASE(join_passes_a_cancel_on, "join passes a cancel on, a shielded join does not"),
           CASE(absorbed_timeout, "an operation that absorbs the cancel gives its value"),
           CASE(timeout_waits_for_cleanup, "a timeout waits for the clean-up (bpo-32751)"),
           CASE(timeout_in_cleanup, "timeouts work in clean-up (gh-102780)"),
           CASE(a_sleep_and_a_cancel, "the end of a sleep and a cancel in one turn: cancelled, whichever was first"),
           CASE(cancel_before_the_scope, "a request that was to be told when a scope began is not taken for the scope's"),
           CASE(strike_before_the_scope, "nor is the deadline of an outer one"))

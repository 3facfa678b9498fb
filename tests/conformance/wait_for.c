/* WFOR: a call that may take so long (statements 065 to 076). */
#include "case.h"

static size_t timers;

static void count_timers(size_t ready, size_t scheduled, void *arg)
{
    (void)ready, (void)arg;
    timers = scheduled;
}

static int answer_after(double seconds, int answer)
{
    WEFT_TRY(weft_sleep(seconds));
    return answer;
}

static int twice_yield(void)
{
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    return timers == 0 ? 42 : 1;
}

static int in_time(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(answer_after(1, 42), 2), 42);
    EXPECT(weft_time() == 1);
    weft_on_turn(count_timers, NULL);
    EXPECT_IS(weft_wait_for(twice_yield(), WEFT_FOREVER), 42);
    EXPECT_IS(weft_wait_for(answer_after(1, WEFT_OK), WEFT_FOREVER), WEFT_OK);
    return WEFT_OK;
}

/* Sleeps; when it is cancelled it needs so long for its clean-up, and ends with `result`. */
static int slow_to_stop(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(10);

    WEFT_TRY(weft_sleep(self->seconds));
    note("%s: %s, cleaned up", self->name, weft_error_name(err));
    return self->result ? self->result : err;
}

static int it_waits_for_the_end(void *arg)
{
    struct actor inline_call = {.name = "call", .seconds = 0.5}, joined = {.name = "task", .seconds = 0.5};

    (void)arg;
    EXPECT_IS(weft_wait_for(slow_to_stop(&inline_call), 1), WEFT_TIMEOUT);
    EXPECT(weft_time() == 1.5);
    weft_task task = weft_spawn(slow_to_stop, &joined);
    int err = weft_wait_for(weft_join(task), 1);
    note("%s", weft_error_name(err));
    EXPECT(weft_task_ended(task));
    EXPECT_LOG("[1.500] call: cancelled, cleaned up\n[3.000] task: cancelled, cleaned up\n[3.000] timed out\n");
    return WEFT_OK;
}

static int quick(void *arg)
{
    (void)arg;
    return 42;
}

static int what_is_done_is_returned(void *arg)
{
    weft_future future = {0};
    weft_task task = weft_spawn(quick, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_future_fail(&future, 7);
    unsigned before = tick;
    EXPECT_IS(weft_future_wait_within(&future, 0), 7);
    EXPECT_IS(weft_join_within(task, -1), 42);
    EXPECT_IS(tick, before);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int begins(void *arg)
{
    (void)arg;
    note("begun");
    return WEFT_OK;
}

static int no_time_at_all(void *arg)
{
    struct actor a = {.name = "task", .seconds = 0.5};
    weft_future future = {0};
    weft_task task = weft_spawn(slow_to_stop, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_wait_for(begins(NULL), 0), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(begins(NULL), -1), WEFT_TIMEOUT);
    EXPECT_IS(weft_future_wait_within(&future, 0), WEFT_TIMEOUT);
    EXPECT_IS(weft_future_result(&future), WEFT_CANCELLED);
    EXPECT(weft_time() == 1);
    EXPECT_IS(weft_join_within(task, 0), WEFT_TIMEOUT); /* when its clean-up is over */
    EXPECT_LOG("[1.500] task: cancelled, cleaned up\n");
    return WEFT_OK;
}

static int bounded(void *arg)
{
    struct actor *self = arg;

    self->result = weft_wait_for(weft_join(*(weft_task *)self->thing), 5);
    note("%s: %s", self->name, weft_error_name(self->result));
    return self->result;
}

static int the_caller_is_cancelled(void *arg)
{
    struct actor inner = {.name = "inner", .seconds = 0.5}, outer = {.name = "outer"};
    weft_task task = weft_spawn(slow_to_stop, &inner);
    outer.thing = &task;
    weft_task caller = weft_spawn(bounded, &outer);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(caller);
    EXPECT_IS(weft_join(caller), WEFT_CANCELLED);
    EXPECT_LOG("[1.500] inner: cancelled, cleaned up\n[1.500] outer: cancelled\n");
    return WEFT_OK;
}

static int absorbs(int answer)
{
    (void)!weft_sleep(10);
    return answer;
}

static int an_absorbed_cancel(void *arg)
{
    struct actor a = {.name = "task", .result = 42};
    weft_task task = weft_spawn(slow_to_stop, &a);

    (void)arg;
    EXPECT_IS(weft_wait_for(absorbs(WEFT_OK), 1), WEFT_OK);
    EXPECT_IS(weft_wait_for(absorbs(42), 1), 42);
    EXPECT_IS(weft_wait_for(weft_join(task), 1), 42);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

static int fails_when_cancelled(void)
{
    return weft_sleep(10) == WEFT_CANCELLED ? weft_raise(7, "the disk is full") : WEFT_OK;
}

static int a_failure_while_it_is_cancelled(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_wait_for(fails_when_cancelled(), 1), 7);
    EXPECT_TEXT(weft_error_text(), "the disk is full");
    return WEFT_OK;
}

static int end_after_a_second(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    return 42;
}

static int cancel_after_a_second(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return weft_task_cancel(*(weft_task *)arg);
}

static int done_and_cancelled_in_one_turn(void *arg)
{
    weft_task caller = {0};
    WEFT_GROUP(group);
    weft_task inner = weft_group_spawn(&group, end_after_a_second, NULL);
    weft_task other = weft_spawn(cancel_after_a_second, &caller); /* it runs right after the inner one has ended */
    struct actor outer = {.name = "outer", .thing = &inner};

    (void)arg;
    caller = weft_spawn(bounded, &outer);
    EXPECT_IS(weft_join(caller), WEFT_CANCELLED);
    EXPECT_IS(weft_task_result(inner), 42);
    return weft_join(other);
}

static void set_future(void *arg)
{
    (void)weft_future_set(arg, NULL);
}

static int at_the_same_instant(void *arg)
{
    weft_future future = {0};
    weft_handle handle = {0};

    (void)arg;
    EXPECT_IS(weft_wait_for(weft_sleep(1), 1), WEFT_TIMEOUT);
    WEFT_TRY(weft_call_later(&handle, 1, set_future, &future)); /* due first */
    EXPECT_IS(weft_wait_for(weft_future_wait(&future), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_future_result(&future), WEFT_OK);
    return WEFT_OK;
}

typedef WEFT_QUEUE(int, 2) number_queue;

static void put_number(void *arg)
{
    int number = 42;

    (void)!weft_put_nowait((number_queue *)arg, &number);
}

static int what_was_handed_over_is_kept(void *arg)
{
    number_queue queue = {0};
    weft_handle handle = {0};
    int number = 0;

    (void)arg;
    WEFT_TRY(weft_call_later(&handle, 1, put_number, &queue));
    int err = weft_wait_for(weft_get(&queue, &number), 1);
    note("%s: the item is %d, %zu are in the queue", weft_error_name(err), number, weft_queue_count(&queue));
    return WEFT_OK;
}

static weft_variable colour = {.fallback = "none"};

static int paint(weft_task caller)
{
    EXPECT_IS(weft_current().slot, caller.slot);
    WEFT_TRY(weft_variable_set(&colour, "red"));
    return weft_sleep(0.5);
}

static int in_the_calling_task(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_wait_for(paint(weft_current()), 1));
    EXPECT_TEXT(weft_variable_get(&colour), "red");
    EXPECT_IS(weft_tasks(NULL, 0), 1);
    return WEFT_OK;
}

static int a_shielded_task_runs_on(void *arg)
{
    struct actor a = {.name = "task", .result = 42};
    weft_task task = weft_spawn(slow_to_stop, &a);

    (void)arg;
    EXPECT_IS(weft_wait_for(weft_join_shielded(task), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(weft_join_shielded(task), 0), WEFT_TIMEOUT);
    EXPECT(weft_time() == 1);
    EXPECT_IS(weft_task_cancelling(task), 0);
    EXPECT_IS(weft_join(task), 42);
    EXPECT(weft_time() == 10);
    return WEFT_OK;
}

static int listen(weft_condition *condition)
{
    WEFT_TRY(weft_condition_acquire(condition));
    int err = weft_wait_for(weft_condition_wait(condition), 1);
    note("%s, the lock is %s", weft_error_name(err), weft_lock_locked(&condition->lock) ? "held" : "free");
    return weft_condition_release(condition);
}

static int no_ghost_is_left(void *arg)
{
    number_queue queue = {0};
    weft_condition condition = {0};
    int number = 42;

    (void)arg;
    EXPECT_IS(weft_wait_for(weft_get(&queue, &number), 1), WEFT_TIMEOUT);
    WEFT_TRY(weft_put_nowait(&queue, &number));
    number = 0;
    WEFT_TRY(weft_get(&queue, &number));
    EXPECT_IS(number, 42);
    WEFT_TRY(listen(&condition));
    EXPECT_LOG("[2.000] timed out, the lock is held\n");
    EXPECT(!weft_lock_locked(&condition.lock));
    return WEFT_OK;
}

WEFT_TESTS(
    KEPT(in_time, "065", "in time: the value; without a limit: no timer"),
    KEPT(it_waits_for_the_end, "066", "out of time: cancelled, waited for with its clean-up, then timed out"),
    KEPT(what_is_done_is_returned, "067", "without time, what is done already is returned at once"),
    KEPT(no_time_at_all, "068", "without time, a call is not begun, and what runs is cancelled and waited for"),
    KEPT(the_caller_is_cancelled, "069", "a cancel of the caller goes inward, and is told when that has ended"),
    KEPT(an_absorbed_cancel, "070", "who absorbs the cancel is believed: its value is returned"),
    KEPT(a_failure_while_it_is_cancelled, "071", "a failure during the cancel is returned"),
    KEPT(done_and_cancelled_in_one_turn, "072", "done and cancelled in one turn: cancelled, and the inner task keeps its result"),
    KEPT(at_the_same_instant, "073", "deadline and end at one instant: timed out"),
    DIFFERENT(what_was_handed_over_is_kept, "073", "deadline and a hand-over at one instant: what was handed over is kept"),
    KEPT(in_the_calling_task, "074", "the call runs in the calling task, with its variables"),
    KEPT(a_shielded_task_runs_on, "075", "a shielded join can time out, and the task runs on"),
    KEPT(no_ghost_is_left, "076", "a get that timed out takes no item; a condition's lock is held again"))

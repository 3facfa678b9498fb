/* Arguments without meaning: seconds that are none, names of tasks that are gone, missing functions. Each gets its code, and nothing
 * waits for ever. */
#include "check.h"

static void callback(void *arg)
{
    ++*(int *)arg;
}

static int fails(void *arg)
{
    ++*(int *)arg;
    return 7;
}

static int sleeps(void *arg)
{
    (void)arg;
    return weft_sleep(1);
}

/* ---- seconds ---- */

static int call_later(double seconds)
{
    static int calls;
    weft_handle handle = {0};
    int err = weft_call_later(&handle, seconds, callback, &calls);

    EXPECT_IS(weft_handle_cancel(&handle), err == WEFT_OK);
    return err;
}

static int call_at(double seconds)
{
    static int calls;
    weft_handle handle = {0};
    int err = weft_call_at(&handle, seconds, callback, &calls);

    EXPECT_IS(weft_handle_cancel(&handle), err == WEFT_OK);
    return err;
}

static int timeout_begin(double seconds)
{
    weft_timeout timeout = {0};
    int err = weft_timeout_begin(&timeout, seconds);

    return err ? err : weft_timeout_end(&timeout, WEFT_OK);
}

static int timeout_begin_at(double seconds)
{
    weft_timeout timeout = {0};
    int err = weft_timeout_begin_at(&timeout, seconds);

    return err ? err : weft_timeout_end(&timeout, WEFT_OK);
}

static int timeout_reschedule(double seconds)
{
    weft_timeout timeout = {0};

    WEFT_TRY(weft_timeout_begin(&timeout, 1));
    return weft_timeout_end(&timeout, weft_timeout_reschedule(&timeout, seconds));
}

static int wait_for(double seconds)
{
    return weft_wait_for(weft_sleep(1), seconds);
}

static int move_on_after(double seconds)
{
    return weft_move_on_after(weft_sleep(1), seconds);
}

static int join_within(double seconds)
{
    int calls = 0;
    weft_task task = weft_spawn(fails, &calls);

    EXPECT_IS(weft_yield(), WEFT_OK);
    int err = weft_join_within(task, seconds);
    if (err == WEFT_INVALID)
        EXPECT_IS(weft_join(task), 7);
    return err;
}

static int future_wait_within(double seconds)
{
    weft_future future = {0};

    (void)weft_future_fail(&future, 7);
    return weft_future_wait_within(&future, seconds);
}

static int wait(double seconds)
{
    weft_task task = weft_spawn(sleeps, NULL);
    int err = weft_wait(&task, 1, WEFT_ALL_COMPLETED, seconds);

    EXPECT_IS(weft_join(task), WEFT_OK);
    return err;
}

static int retry_delay(double seconds)
{
    int calls = 0;
    int err = weft_wait_for(weft_retry(fails, &calls, &(weft_retry_options){.attempts = 2, .delay = seconds}), 1e6);

    EXPECT_IS(calls, err == WEFT_INVALID ? 0 : err == WEFT_TIMEOUT ? 1 : 2);
    return err;
}

static int retry_jitter(double share)
{
    int calls = 0;

    return weft_retry(fails, &calls, &(weft_retry_options){.attempts = 2, .delay = 1, .jitter = share});
}

static int pace(double rate)
{
    weft_pace pace = WEFT_PACE(rate);

    WEFT_TRY(weft_pace_wait(&pace));
    int err = weft_wait_for(weft_pace_wait(&pace), 1e6); /* of a rate near 0, the next turn is far away */
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

static int nap(double seconds)
{
    return weft_wait_for(weft_sleep(seconds), 1e6);
}

static int all_blocked(double seconds)
{
    return weft_wait_for(weft_wait_all_blocked(seconds), 1e6);
}

/* What each call says to NaN, -1, minus infinity, infinity, and the smallest and the largest number that there are. */
static const struct {
    const char *name;
    int (*call)(double seconds);
    int wanted[6];
} calls[] = {
    {"sleep", nap, {-6, 0, 0, -2, 0, -2}},
    {"block", weft_block, {-6, 0, 0, -6, 0, 0}},
    {"call_later", call_later, {-6, 0, 0, 0, 0, 0}},
    {"call_at", call_at, {-6, 0, 0, 0, 0, 0}},
    {"timeout_begin", timeout_begin, {-6, 0, 0, 0, 0, 0}},
    {"timeout_begin_at", timeout_begin_at, {-6, 0, 0, 0, 0, 0}},
    {"timeout_reschedule", timeout_reschedule, {-6, 0, 0, 0, 0, 0}},
    {"wait_for", wait_for, {-6, -2, -2, 0, -2, 0}},
    {"move_on_after", move_on_after, {-6, 0, 0, 0, 0, 0}},
    {"join_within", join_within, {-6, 7, 7, 7, 7, 7}},
    {"future_wait_within", future_wait_within, {-6, 7, 7, 7, 7, 7}},
    {"wait", wait, {-6, 0, 0, 0, 0, 0}},
    {"retry.delay", retry_delay, {-6, 7, 7, -2, 7, -2}},
    {"retry.jitter", retry_jitter, {-6, -6, -6, -6, 7, 7}},
    {"wait_all_blocked", all_blocked, {-6, 0, 0, 0, 0, 0}},
    {"pace", pace, {-6, -6, -6, 0, 0, 0}},
};

static const double seconds[] = {NAN, -1, -INFINITY, INFINITY, 5e-324, 1.7976931348623157e308};

struct one {
    size_t row;
    int kind;
};

static int try_one(void *arg)
{
    const struct one *one = arg;
    int got = calls[one->row].call(seconds[one->kind]), wanted = calls[one->row].wanted[one->kind];

    if (got != wanted)
        weft_test_failed(__FILE__, __LINE__, "%s(%g) returned %d, not %d", calls[one->row].name, seconds[one->kind], got,
                         wanted);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    return WEFT_OK;
}

/* Each in a run of its own: some move the clock far. */
static int seconds_of_every_kind(void *arg)
{
    weft_run_options options = {.virtual_clock = true};
    struct one one;

    (void)arg;
    for (one.row = 0; one.row < sizeof calls / sizeof *calls; one.row++)
        for (one.kind = 0; one.kind < 6; one.kind++)
            EXPECT_IS(weft_run_with(&options, try_one, &one), 0);
    return WEFT_OK;
}

static int never(void *arg)
{
    weft_handle later = {0}, at = {0};
    int count = 0;

    (void)arg;
    WEFT_TRY(weft_call_later(&later, WEFT_FOREVER, callback, &count));
    WEFT_TRY(weft_call_at(&at, WEFT_FOREVER, callback, &count));
    EXPECT_IS(weft_call_later(&later, 1, callback, &count), WEFT_USAGE);
    WEFT_TRY(weft_sleep(3e9));
    EXPECT_IS(count, 0);
    EXPECT(weft_handle_cancel(&later) && weft_handle_cancel(&at));
    return WEFT_OK;
}

static int the_end_of_time(void *arg)
{
    (void)arg;
    for (int i = 0; i < 4; i++) { /* each a hundred years and more: the clock stops in the end, and does not turn over */
        double before = weft_time();
        WEFT_TRY(weft_sleep(1e300));
        EXPECT(weft_time() >= before);
    }
    return WEFT_OK;
}

/* ---- names of tasks ---- */

static int stale_names(void *arg)
{
    weft_task stale = weft_spawn(sleeps, NULL), none = {0}, wrong = {.slot = 4000000000u, .generation = 1};
    weft_handle handle = {0};
    int count = 0;

    (void)arg;
    WEFT_TRY(weft_join(stale)); /* which releases it */
    weft_task names[] = {stale, none, wrong};
    for (int i = 0; i < 3; i++) {
        weft_task name = names[i];
        weft_completion next = WEFT_COMPLETION(&name, 1);
        int joined = name.slot ? WEFT_STALE : WEFT_NO_MEMORY; /* {0} is what a spawn without memory gives */
        EXPECT_IS(weft_join(name), joined);
        EXPECT_IS(weft_join_shielded(name), joined);
        EXPECT_IS(weft_join_within(name, 1), joined);
        EXPECT_IS(weft_task_cancel(name), WEFT_STALE);
        EXPECT_IS(weft_task_cancel_because(name, "why not"), WEFT_STALE);
        EXPECT_IS(weft_task_uncancel(name), WEFT_STALE);
        EXPECT_IS(weft_task_cancelling(name), WEFT_STALE);
        EXPECT(weft_task_ended(name) && !weft_task_cancelled(name));
        EXPECT_IS(weft_task_result(name), WEFT_STALE);
        EXPECT(weft_task_arg(name) == NULL);
        WEFT_EXPECT_TEXT(weft_task_name(name), "");
        WEFT_EXPECT_TEXT(weft_task_error_text(name), "");
        EXPECT_IS(weft_task_set_name(name, "new"), WEFT_STALE);
        EXPECT_IS(weft_task_on_done(name, &handle, callback, &count), WEFT_STALE);
        EXPECT_IS(weft_wait(&name, 1, WEFT_ALL_COMPLETED, 1), joined);
        EXPECT_IS(weft_next_completed(&next), name.slot ? WEFT_CLOSED : joined); /* who is gone is passed over */
    }
    EXPECT_IS(count, 0);
    EXPECT(weft_time() == 1);
    return WEFT_OK;
}

/* ---- what is missing ---- */

static int missing_functions(void *arg)
{
    weft_handle handle = {0};
    weft_future future = {0};
    weft_callback *no_callback = NULL;
    weft_task_function *no_function = NULL;
    weft_call call = {NULL, NULL};
    weft_completion no_tasks = {.count = 1};

    (void)arg;
    EXPECT_IS(weft_call_soon(&handle, no_callback, NULL), WEFT_INVALID);
    EXPECT_IS(weft_call_soon(NULL, callback, NULL), WEFT_INVALID);
    EXPECT_IS(weft_call_later(&handle, 1, no_callback, NULL), WEFT_INVALID);
    EXPECT_IS(weft_task_on_done(weft_current(), &handle, no_callback, NULL), WEFT_INVALID);
    EXPECT_IS(weft_future_on_done(&future, &handle, no_callback, NULL), WEFT_INVALID);
    EXPECT_IS(weft_task_set_name(weft_current(), NULL), WEFT_INVALID);
    EXPECT_IS(weft_task_cancel_because(weft_current(), NULL), WEFT_INVALID);
    EXPECT_IS(weft_spawn(no_function, NULL).slot, 0);
    EXPECT_IS(weft_spawn_now(no_function, NULL).slot, 0);
    EXPECT_IS(weft_gather_all(&call, 1), WEFT_INVALID);
    EXPECT_IS(weft_gather_settled(&call, &(int){0}, 1), WEFT_INVALID);
    EXPECT_IS(weft_next_completed(&no_tasks), WEFT_INVALID);
    EXPECT_IS(weft_retry(no_function, NULL, NULL), WEFT_INVALID);
    EXPECT_IS(weft_retry(fails, NULL, &(weft_retry_options){.attempts = -1}), WEFT_INVALID);
    return WEFT_OK;
}

static int wrong_here[8];

static void wait_in_a_callback(void *arg)
{
    static int answer = 0;
    weft_future future = {0};
    weft_timeout timeout = {0};

    (void)arg;
    wrong_here[0] = weft_sleep(1);
    wrong_here[1] = weft_yield();
    wrong_here[2] = weft_join(*(weft_task *)arg);
    wrong_here[3] = weft_future_wait(&future);
    wrong_here[4] = weft_wait_for(weft_sleep(1), 1);
    wrong_here[5] = weft_timeout_begin(&timeout, 1);
    wrong_here[6] = weft_retry(fails, &answer, NULL);
    wrong_here[7] = weft_join_within(*(weft_task *)arg, 1);
}

static int waits_in_a_callback(void *arg)
{
    weft_task task = weft_spawn(sleeps, NULL);
    weft_handle handle = {0};

    (void)arg;
    WEFT_TRY(weft_call_soon(&handle, wait_in_a_callback, &task));
    WEFT_TRY(weft_join(task));
    for (int i = 0; i < 8; i++)
        EXPECT_IS(wrong_here[i], WEFT_USAGE);
    return WEFT_OK;
}

WEFT_TESTS({.body = seconds_of_every_kind, .alone = true,
            .name = "NaN, negative, infinite, tiny and huge seconds, in every call that takes some"},
           CASE(never, "a callback in WEFT_FOREVER seconds never comes"),
           CASE(the_end_of_time, "the clock does not turn over"),
           CASE(stale_names, "names of tasks that are gone are refused everywhere"),
           CASE(missing_functions, "what is missing is refused"),
           CASE(waits_in_a_callback, "a callback may not wait"))

/* Arguments without meaning: seconds that are none, names of tasks that are gone, missing functions. Each gets its code, and nothing
 * waits for ever. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* setenv */
#endif
#include <stdlib.h>

#include "check.h"
#include "weft/embed.h"

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
    weft_task stale, none = {0}, wrong = {.slot = 4000000000u, .generation = 1};
    weft_handle handle = {0};
    int count = 0;

    (void)arg;
    {
        WEFT_GROUP(group);
        stale = weft_group_spawn(&group, sleeps, NULL);
        WEFT_TRY(weft_group_join(&group));
    } /* which forgets its tasks */
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

/* ---- waits where no task runs: each is refused, and nothing is taken or changed ---- */

typedef WEFT_QUEUE(int, 1) int_queue;
typedef WEFT_CHANNEL(int, 0) int_channel;
typedef WEFT_SENDER(int) int_sender;
typedef WEFT_RECEIVER(int) int_receiver;

struct things {
    weft_task task; /* one that sleeps */
    weft_lock lock;
    weft_event event;
    weft_semaphore semaphore;
    weft_condition condition;
    weft_barrier barrier;
    weft_future future;
    weft_timeout timeout, ended;
    weft_limiter limiter;
    int_queue queue;
    int_channel channel;
    int_sender sender;
    int_receiver receiver;
    weft_pace pace;
    weft_context context;
    weft_generator generator;
};

static int gives(weft_generator *generator, void *arg)
{
    return weft_give(generator, (int *)arg);
}

#define REFUSED(call)                                                                                     \
    do {                                                                                                  \
        int got = (call);                                                                                 \
        if (got != WEFT_USAGE)                                                                            \
            weft_test_failed(__FILE__, __LINE__, "%s returned %d, not %d", #call, got, WEFT_USAGE); \
    } while (0)

static void wait_in_a_callback(void *arg)
{
    struct things *it = arg;
    weft_call call = {fails, NULL};
    weft_completion next = WEFT_COMPLETION(&it->task, 1);
    weft_loan loan = {0};
    weft_group group = {0};
    int item = 0, code;

    REFUSED(weft_sleep(1));
    REFUSED(weft_yield());
    REFUSED(weft_join(it->task));
    REFUSED(weft_join_shielded(it->task));
    REFUSED(weft_join_within(it->task, 1));
    REFUSED(weft_join_all(&it->task, NULL, 1));
    REFUSED(weft_wait(&it->task, 1, WEFT_ALL_COMPLETED, 1));
    REFUSED(weft_next_completed(&next));
    REFUSED(weft_gather_all(&call, 1));
    REFUSED(weft_gather_each(fails, &item, 1));
    REFUSED(weft_gather_settled(&call, &code, 1));
    REFUSED(weft_race(&call, 1, 0, NULL, NULL));
    REFUSED(weft_group_join(&group));
    REFUSED(weft_group_start(&group, fails, NULL, NULL));
    REFUSED(weft_group_with(&group, WEFT_OK));
    REFUSED(weft_started(NULL));
    REFUSED(weft_wait_for(weft_sleep(1), 1));
    REFUSED(weft_move_on_after(weft_sleep(1), 1));
    REFUSED(weft_timeout_begin(&it->timeout, 1));
    REFUSED(weft_timeout_begin_at(&it->timeout, 1));
    REFUSED(weft_cancel_point());
    REFUSED(weft_lock_acquire(&it->lock));
    REFUSED(weft_lock_release(&it->lock));
    REFUSED(weft_event_wait(&it->event));
    REFUSED(weft_semaphore_acquire(&it->semaphore));
    REFUSED(weft_condition_acquire(&it->condition));
    REFUSED(weft_condition_wait(&it->condition));
    REFUSED(weft_condition_notify(&it->condition, 1));
    REFUSED(weft_barrier_wait(&it->barrier, NULL));
    REFUSED(weft_future_wait(&it->future));
    REFUSED(weft_future_wait_shielded(&it->future));
    REFUSED(weft_future_wait_within(&it->future, 1));
    REFUSED(weft_limiter_borrow(&it->limiter, &loan));
    REFUSED(weft_limiter_return(&it->limiter, &loan));
    REFUSED(weft_put(&it->queue, &item));
    REFUSED(weft_get(&it->queue, &item));
    REFUSED(weft_queue_join(&it->queue));
    REFUSED(weft_send(&it->sender, &item));
    REFUSED(weft_receive(&it->receiver, &item));
    REFUSED(weft_next(&it->generator, &item));
    REFUSED(weft_give(&it->generator, &item));
    REFUSED(weft_retry(fails, &item, NULL));
    REFUSED(weft_pace_wait(&it->pace));
    REFUSED(weft_context_run(&it->context, fails, &item));
    REFUSED(weft_wait_all_blocked(0));
    REFUSED(weft_signal_wait(WEFT_SIGINT));
    REFUSED(weft_wait_readable(0));
    REFUSED(weft_wait_writable(1));
    EXPECT_IS(item, 0);
    EXPECT(weft_deadline() == WEFT_FOREVER);
    EXPECT_IS(weft_raise(7, "nobody's"), 7);
    WEFT_EXPECT_TEXT(weft_error_text(), "");
}

static struct things new_things(void)
{
    return (struct things){.semaphore = WEFT_SEMAPHORE(1), .barrier = WEFT_BARRIER(1), .limiter = WEFT_LIMITER(1),
                           .pace = WEFT_PACE(1), .generator = {.body = gives}};
}

static int waits_in_a_callback(void *arg)
{
    struct things it = new_things();
    weft_handle handle = {0};
    int item = 1;

    (void)arg;
    it.task = weft_spawn(sleeps, NULL);
    WEFT_TRY(weft_queue_join(&it.queue));
    WEFT_TRY(weft_channel_open(&it.channel, &it.sender, &it.receiver));
    WEFT_TRY(weft_call_soon(&handle, wait_in_a_callback, &it));
    WEFT_TRY(weft_join(it.task));
    weft_end_close(&it.sender);
    weft_end_close(&it.receiver);
    EXPECT(!weft_lock_locked(&it.lock) && !weft_semaphore_locked(&it.semaphore) && weft_queue_empty(&it.queue));
    EXPECT(!weft_future_done(&it.future));
    EXPECT_IS(weft_timeout_state(&it.timeout), WEFT_TIMEOUT_CREATED);
    return weft_put_nowait(&it.queue, &item);
}

static int outside_of_a_run(void *arg)
{
    struct things it = new_things();
    weft_variable variable = {.fallback = NULL};
    weft_variable_token token;
    weft_handle handle = {0};
    int called = 0;

    (void)arg;
    it.sender.end = (weft_end){0};
    wait_in_a_callback(&it);
    REFUSED(weft_variable_set(&variable, &called));
    REFUSED(weft_variable_set_with(&variable, &called, &token));
    REFUSED(weft_call_soon(&handle, callback, &called));
    REFUSED(weft_call_later(&handle, 0, callback, &called));
    REFUSED(weft_clock_jump(1));
    REFUSED(weft_on_signal(&handle, WEFT_SIGINT, callback, &called));
    EXPECT_IS(weft_spawn(sleeps, NULL).slot, 0);
    EXPECT(weft_time() == 0);
    EXPECT_IS(weft_tasks(NULL, 0), 0);
    EXPECT_IS(called, 0);
    return WEFT_OK;
}

/* ---- wrong uses inside a task ---- */

static int asks(void *arg)
{
    int value;

    return weft_next((weft_generator *)arg, &value);
}

static int gives_slowly(weft_generator *generator, void *arg)
{
    char small = 1;

    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_give(generator, &small), WEFT_INVALID); /* an int is wanted */
    return weft_give(generator, (int *)arg);
}

static int of_generators(void *arg)
{
    int seven = 7, value = 0;
    weft_generator none = {0};
    WEFT_GENERATOR(generator, gives_slowly, &seven);
    weft_task first = weft_spawn(asks, &generator);

    (void)arg;
    WEFT_TRY(weft_yield());
    REFUSED(weft_next(&generator, &value)); /* somebody asks already */
    REFUSED(weft_give(&generator, &value)); /* from without */
    WEFT_TRY(weft_join(first));
    EXPECT_IS(weft_next(&none, &value), WEFT_INVALID);
    EXPECT_IS(weft__generator_next(WEFT_HERE("generator"), &generator, NULL, sizeof value), WEFT_INVALID);
    EXPECT_IS(weft_next(&generator, &value), WEFT_CLOSED);
    EXPECT_IS(value, 0);
    return WEFT_OK;
}

static int of_scopes(void *arg)
{
    weft_timeout scope = {0}, inner = {0};

    (void)arg;
    REFUSED(weft_timeout_cancel(&scope));
    REFUSED(weft_timeout_shield(&scope, true));
    REFUSED(weft_timeout_reschedule(&scope, 1));
    REFUSED(weft_timeout_end(&scope, WEFT_OK));
    WEFT_TRY(weft_timeout_begin(&scope, 1));
    REFUSED(weft_timeout_begin(&scope, 1));
    WEFT_TRY(weft_timeout_begin(&inner, 1));
    REFUSED(weft_timeout_end(&scope, WEFT_OK)); /* not the innermost one */
    WEFT_TRY(weft_timeout_end(&inner, WEFT_OK));
    WEFT_TRY(weft_timeout_end(&scope, WEFT_OK));
    REFUSED(weft_timeout_cancel(&scope));
    REFUSED(weft_timeout_shield(&scope, true));
    EXPECT_IS(weft__self()->shields, 0);
    return weft_sleep(2);
}

static int of_oneself(void *arg)
{
    weft_task self = weft_current();
    int code;

    (void)arg;
    REFUSED(weft_join(self));
    REFUSED(weft_join_shielded(self));
    REFUSED(weft_join_all(&self, &code, 1));
    EXPECT_IS(weft_join_within(self, 1), WEFT_USAGE);
    weft_task other = weft_spawn(sleeps, NULL), both[] = {other, self};
    weft_completion next = WEFT_COMPLETION(both, 2);
    REFUSED(weft_wait(both, 2, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    REFUSED(weft_next_completed(&next));
    EXPECT_IS(weft_wait(&other, 1, (enum weft_wait_until)3, 1), WEFT_INVALID);
    (void)weft_task_cancel(other);
    EXPECT_IS(weft_join(other), WEFT_CANCELLED);
    EXPECT(weft_time() == 0);
    return WEFT_OK;
}

static int of_signals_and_descriptors(void *arg)
{
    weft_handle handle = {0};
    int called = 0;

    (void)arg;
    EXPECT_IS(weft_signal_wait(0), WEFT_INVALID);
    EXPECT_IS(weft_signal_wait(9), WEFT_INVALID);
    EXPECT_IS(weft_signal_wait(1000), WEFT_INVALID);
    EXPECT_IS(weft_on_signal(&handle, -1, callback, &called), WEFT_INVALID);
    EXPECT_IS(weft_wait_readable(-1), WEFT_INVALID);
    EXPECT_IS(weft_wait_writable(-7), WEFT_INVALID);
    return WEFT_OK;
}

static int of_calls(void *arg)
{
    weft_call list[] = {{fails, NULL}, {NULL, NULL}}, *none = NULL;
    int codes[2] = {99, 99}, *no_codes = NULL, no_item = 0;
    size_t winner = 99;

    (void)arg;
    EXPECT_IS(weft_race(list, 2, 0, codes, &winner), WEFT_INVALID);
    EXPECT_IS(weft_race(none, 1, 0, codes, &winner), WEFT_INVALID);
    EXPECT_IS(weft_race(list, 1, NAN, codes, &winner), WEFT_INVALID);
    EXPECT_IS(weft_race(none, 0, 0, no_codes, &winner), WEFT_EMPTY);
    EXPECT_IS(winner, 0);
    EXPECT_IS(weft_gather_all(list, 2), WEFT_INVALID);
    EXPECT_IS(weft_gather_all(none, 1), WEFT_INVALID);
    EXPECT_IS(weft_gather_all(none, 0), WEFT_OK);
    EXPECT_IS(weft_gather_settled(list, codes, 2), WEFT_INVALID);
    EXPECT_IS(weft_gather_settled(list, no_codes, 1), WEFT_INVALID);
    EXPECT_IS((weft_gather_array)(WEFT_HERE("gather"), NULL, codes, sizeof *codes, 2), WEFT_INVALID);
    EXPECT_IS((weft_gather_array)(WEFT_HERE("gather"), fails, NULL, sizeof *codes, 2), WEFT_INVALID);
    EXPECT_IS(weft_wait(NULL, 1, WEFT_ALL_COMPLETED, 1), WEFT_INVALID);
    EXPECT_IS(weft_wait((weft_task[]){weft_current()}, 0, WEFT_ALL_COMPLETED, 1), WEFT_INVALID);
    EXPECT_IS(weft_join_all(NULL, codes, 1), WEFT_INVALID);
    EXPECT_IS(weft_join_all(NULL, codes, 0), WEFT_OK);
    WEFT_GROUP(group);
    EXPECT_IS((weft_group_start)(WEFT_HERE("start"), &group, &(weft_spawn_options){.fn = NULL}, NULL), WEFT_INVALID);
    EXPECT_IS(no_item, 0);
    EXPECT_IS(weft_turns(), 1);
    return WEFT_OK;
}

static int of_channels(void *arg)
{
    int_channel channel = {0};
    int_sender sender = {0}, second = {0};
    int_receiver receiver = {0}, other = {0};
    int item = 1, *nothing = NULL;

    (void)arg;
    REFUSED(weft_send_nowait(&sender, &item)); /* an end that is not open */
    REFUSED(weft_receive_nowait(&receiver, &item));
    WEFT_TRY(weft_channel_open(&channel, &sender, &receiver));
    REFUSED(weft_channel_open(&channel, &second, &other));
    EXPECT_IS(weft_send(&sender, nothing), WEFT_INVALID);
    EXPECT_IS(weft_send_nowait(&sender, nothing), WEFT_INVALID);
    EXPECT_IS(weft_receive(&receiver, nothing), WEFT_INVALID);
    EXPECT_IS(weft_receive_nowait(&receiver, nothing), WEFT_INVALID);
    REFUSED(weft_end_clone(&sender, &sender)); /* which is open */
    weft_end_close(&receiver);
    REFUSED(weft_channel_open(&channel, &second, &other)); /* a sender is open */
    REFUSED(weft_end_clone(&receiver, &other));
    weft_end_close(&sender);
    weft_end_close(&sender);
    WEFT_TRY(weft_channel_open(&channel, &sender, &receiver));
    weft_end_close(&sender);
    REFUSED(weft_channel_open(&channel, &second, &other)); /* a receiver is open */
    weft_end_close(&receiver);
    return WEFT_OK;
}

/* A handle that a run has left under way is free in the next one. */
static weft_handle over_runs[3];

static int leaves_handles(void *arg)
{
    static weft_variable variable;
    static int calls_made;

    (void)arg;
    WEFT_TRY(weft_variable_set(&variable, &calls_made)); /* which they will see */
    EXPECT_IS(weft_on_signal(&over_runs[0], WEFT_SIGTERM, callback, &calls_made), WEFT_OK);
    EXPECT_IS(weft_call_later(&over_runs[1], 1000, callback, &calls_made), WEFT_OK);
    EXPECT_IS(weft_task_on_done(weft_current(), &over_runs[2], callback, &calls_made), WEFT_OK);
    REFUSED(weft_on_signal(&over_runs[0], WEFT_SIGTERM, callback, &calls_made));
    return WEFT_OK;
}

static int handles_of_earlier_runs(void *arg)
{
    weft_run_options options = {.virtual_clock = true};

    (void)arg;
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_run_with(&options, leaves_handles, NULL), 0);
    for (int i = 0; i < 3; i++)
        EXPECT(!weft_handle_cancel(&over_runs[i]));
    return WEFT_OK;
}

/* ---- numbers at the edges ---- */

static int of_sizes(void *arg)
{
    weft_semaphore most = {.permits = INT32_MAX}, negative = {.permits = (uint32_t)-1}, full = WEFT_BOUNDED_SEMAPHORE(0);
    weft_barrier none = WEFT_BARRIER(0), too_many = {.parties = (uint32_t)-1};
    weft_limiter no_tokens = WEFT_LIMITER(0), boundless = WEFT_LIMITER(UINT32_MAX);
    weft_loan loan = {0};
    int done = 0;

    (void)arg;
    EXPECT_IS(weft_semaphore_acquire(&negative), WEFT_INVALID);
    EXPECT_IS(weft_semaphore_release(&negative), WEFT_INVALID);
    EXPECT_IS(negative.permits, UINT32_MAX);
    EXPECT_IS(weft_semaphore_release(&most), WEFT_INVALID);
    EXPECT_IS(weft_semaphore_acquire(&most), WEFT_OK);
    EXPECT_IS(weft_semaphore_release(&most), WEFT_OK);
    EXPECT_IS(most.permits, INT32_MAX);
    EXPECT_IS(weft_semaphore_release(&full), WEFT_INVALID);
    EXPECT_IS(weft_wait_for(weft_semaphore_acquire(&full), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_barrier_wait(&none, NULL), WEFT_INVALID);
    EXPECT_IS(weft_barrier_wait(&too_many, NULL), WEFT_INVALID);
    EXPECT_IS(weft_wait_for(weft_limiter_borrow(&no_tokens, &loan), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_limiter_borrow(&boundless, &loan), WEFT_OK);
    EXPECT_IS(weft_limiter_borrow(&boundless, &(weft_loan){0}), WEFT_USAGE); /* one token a task */
    EXPECT_IS(weft_limiter_return(&no_tokens, &loan), WEFT_USAGE);
    EXPECT_IS(weft_limiter_return(&boundless, &loan), WEFT_OK);
    EXPECT_IS(weft_limiter_return(&boundless, &loan), WEFT_USAGE);
    EXPECT_IS(weft_spawn_with(fails, &done, .stack_bytes = SIZE_MAX).slot, 0);
    EXPECT_IS(weft_spawn_with(fails, &done, .stack_bytes = SIZE_MAX / 4 + 16).slot, 0);
    WEFT_GROUP(group);
    EXPECT_IS(weft_group_spawn_with(&group, fails, &done, .stack_bytes = SIZE_MAX).slot, 0);
    EXPECT_IS(weft_group_join(&group), WEFT_NO_MEMORY);
    EXPECT_IS(weft_join(weft_spawn_with(fails, &done, .stack_bytes = 1)), 7); /* there is a least size */
    EXPECT_IS(done, 1);
    return WEFT_OK;
}

/* A growing queue of items so large that twice eight of them is more than there are bytes. */
static int of_items(void *arg)
{
    weft_queue queue = {0};
    weft__queue_view view = {&queue, NULL, 0, SIZE_MAX / 8};
    int item = 0;

    (void)arg;
    queue.count = 1; /* the first slot, which is inside, is taken */
    EXPECT_IS(weft__queue_put_nowait(WEFT_HERE("queue"), &view, &item), WEFT_NO_MEMORY);
    EXPECT_IS(queue.count, 1);
    EXPECT(queue.grown == NULL);
    return WEFT_OK;
}

/* ---- runners ---- */

static char heard[200];

static void keep_line(const char *line, void *arg)
{
    (void)arg;
    snprintf(heard, sizeof heard, "%s", line);
}

static void refuses_to_begin(weft_runner *runner, weft_task_function *fn, const char *words)
{
    heard[0] = '\0';
    EXPECT_IS(weft_runner_begin(runner, 0, fn, NULL), WEFT_EXIT_FAILED);
    WEFT_EXPECT_TEXT(heard, words);
}

static int of_runners(void *arg)
{
    weft_run_options options = {.virtual_clock = true};
    weft_runner runner = {.options = &options}, other = {0};

    (void)arg;
    weft_on_report(keep_line, NULL);
    refuses_to_begin(&runner, NULL, "weft: a runner began with no function");
    EXPECT_IS(weft_runner_begin(&runner, 0, sleeps, NULL), 0);
    refuses_to_begin(&runner, sleeps, "weft: a runner began a second time");
    refuses_to_begin(&other, sleeps, "weft: a runner began inside a run, or while another is open");
    weft_on_report(NULL, NULL);
    (void)weft_runner_close(&runner);
    return WEFT_OK;
}

/* One that has no memory for its main task is closed: the next one may begin. */
static int of_runners_without_memory(void *arg)
{
    weft_run_options options = {.virtual_clock = true};
    int code = WEFT_EXIT_NO_MEMORY, failed = 0;

    (void)arg;
    weft_on_report(keep_line, NULL);
    for (int at = 1; code == WEFT_EXIT_NO_MEMORY && at < 20; at++) {
        weft_runner runner = {.options = &options};
        char number[8];
        snprintf(number, sizeof number, "%d", at);
        setenv("WEFT_FAIL_ALLOC", number, 1);
        code = weft_runner_begin(&runner, 0, sleeps, NULL);
        failed += code == WEFT_EXIT_NO_MEMORY;
        if (!code)
            (void)weft_runner_close(&runner);
    }
    unsetenv("WEFT_FAIL_ALLOC");
    weft_on_report(NULL, NULL);
    EXPECT_IS(code, 0);
#ifdef __wasm__
    (void)failed; /* a run asks its host for the environment, and setenv changes libc's */
#else
    EXPECT(failed > 0);
#endif
    return WEFT_OK;
}

WEFT_TESTS({.body = seconds_of_every_kind, .alone = true,
            .name = "NaN, negative, infinite, tiny and huge seconds, in every call that takes some"},
           CASE(never, "a callback in WEFT_FOREVER seconds never comes"),
           CASE(the_end_of_time, "the clock does not turn over"),
           CASE(stale_names, "names of tasks that are gone are refused everywhere"),
           CASE(missing_functions, "what is missing is refused"),
           CASE(waits_in_a_callback, "a callback may not wait: every call that may says so"),
           {.body = outside_of_a_run, .alone = true, .name = "nor may who is outside of a run"},
           CASE(of_generators, "generators: one asks at a time, only itself gives, and what it gives has the wanted size"),
           CASE(of_scopes, "scopes: begun once, ended in order, and only while they are active asked anything"),
           CASE(of_oneself, "nobody joins itself"),
           CASE(of_signals_and_descriptors, "signals and descriptors that there are none of"),
           CASE(of_calls, "lists of calls and tasks: none, without functions, without a place for the codes"),
           CASE(of_channels, "channels: ends that are open, closed, or have nothing to send"),
           {.body = handles_of_earlier_runs, .alone = true, .name = "handles that an earlier run left under way"},
           CASE(of_sizes, "numbers and sizes: 0, -1, the largest"),
           {.body = of_runners_without_memory, .alone = true, .name = "a runner without memory for its main task is closed"},
           {.body = of_runners, .alone = true, .name = "runners: begun once, and one at a time"},
           CASE(of_items, "items that no memory can hold"))

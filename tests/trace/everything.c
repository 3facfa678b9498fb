/* The kinds of records that the examples do not reach, for tests/trace.test.js: run it with
 * WEFT_SIGNALS=USR1@1,USR2@2. */
#include <stdio.h>
#include <weft.h>

static weft_semaphore permits = WEFT_BOUNDED_SEMAPHORE(2);
static weft_event go;
static weft_condition news;
typedef WEFT_GROWING_QUEUE(int) numbers;
static numbers queue;

static void nothing(void *arg) { (void)arg; }

static int worker(void *arg)
{
    int *number = arg;

    WEFT_TRY(weft_semaphore_acquire(&permits));
    WEFT_RELEASE_AT_EXIT(&permits);
    WEFT_TRY(weft_event_wait(&go));
    WEFT_TRY(weft_put(&queue, number));
    WEFT_TRY(weft_yield());
    return *number == 3 ? weft_raise(7, "number %d\nis not wanted", *number) : WEFT_OK;
}

static int listener(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&news.lock));
    WEFT_UNLOCK_AT_EXIT(&news.lock);
    return weft_condition_wait(&news);
}

static int sleeper(void *arg)
{
    (void)arg;
    int err = weft_sleep(WEFT_FOREVER);
    WEFT_TRY(weft_shield(weft_sleep(0.25)));
    return err;
}

static int signals(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_signal_wait(WEFT_SIGUSR1));
    return weft_wait_readable(0);
}

static int drain(void *arg)
{
    (void)arg;
    return weft_queue_join(&queue);
}

static int callbacks(void)
{
    weft_handle soon = {0}, later = {0}, never = {0}, unwanted = {0};

    WEFT_TRY(weft_call_soon(&soon, nothing, NULL));
    WEFT_TRY(weft_call_soon(&unwanted, nothing, NULL));
    WEFT_TRY(weft_call_later(&later, 0.125, nothing, NULL));
    WEFT_TRY(weft_call_later(&never, 9, nothing, NULL));
    weft_handle_cancel(&unwanted);
    weft_handle_cancel(&never);
    WEFT_TRY(weft_sleep(0.125));
    return weft_sleep(0.125);
}

static int tasks(void)
{
    weft_handle done = {0};
    weft_task unborn = weft_spawn(sleeper, NULL);
    weft_task mortal = weft_spawn_with(sleeper, NULL, .name = "mortal", .stack_bytes = 32768);

    weft_task_cancel(unborn);
    WEFT_TRY(weft_task_on_done(mortal, &done, nothing, NULL));
    WEFT_TRY(weft_yield());
    weft_task_set_name(mortal, "renamed");
    weft_task_cancel(mortal);
    int unborn_ended = weft_join(unborn);
    int mortal_ended = weft_wait_for(weft_join(mortal), 0.125);
    printf("%s, %s\n", weft_error_name(unborn_ended), weft_error_name(mortal_ended));
    return weft_wait_for(weft_sleep(WEFT_FOREVER), 0.5) == WEFT_TIMEOUT ? WEFT_OK : 1;
}

static int resources(void)
{
    static int numbers_put[] = {1, 2, 3, 4};

    WEFT_GROUP(workers);
    for (int i = 0; i < 4; i++)
        weft_group_spawn(&workers, worker, &numbers_put[i]);
    weft_group_spawn(&workers, listener, NULL);
    weft_group_spawn(&workers, listener, NULL);
    weft_task drained = weft_spawn(drain, NULL);
    WEFT_TRY(weft_sleep(0.5));
    weft_event_set(&go);
    weft_event_clear(&go);
    WEFT_TRY(weft_sleep(0.5));
    int number;
    while (weft_get_nowait(&queue, &number) == WEFT_OK)
        weft_task_done(&queue);
    weft_event_set(&go);
    WEFT_TRY(weft_lock_acquire(&news.lock));
    WEFT_TRY(weft_condition_notify(&news, 1));
    weft_lock_release(&news.lock);
    int err = weft_group_join(&workers);
    printf("%d %zu\n", err, weft_group_reap(&workers));
    weft_queue_shutdown(&queue, true);
    WEFT_TRY(weft_join(drained));
    return weft_get(&queue, &number) == WEFT_CLOSED ? WEFT_OK : 1;
}

static int meets(void *arg)
{
    return weft_barrier_wait(arg, NULL);
}

static int expects(void *arg)
{
    return weft_future_wait(arg);
}

static int meetings(void)
{
    weft_barrier start = WEFT_BARRIER(3);
    weft_future good = {0}, bad = {0};
    weft_handle told = {0};

    WEFT_GROUP(guests);
    weft_task tasks[] = {weft_group_spawn(&guests, meets, &start),
                         weft_group_spawn(&guests, meets, &start),
                         weft_group_spawn(&guests, expects, &good)};
    weft_task unlucky = weft_spawn(expects, &bad);
    WEFT_TRY(weft_future_on_done(&good, &told, nothing, NULL));
    WEFT_TRY(weft_wait(tasks, 3, WEFT_FIRST_COMPLETED, 0.25));
    WEFT_TRY(weft_barrier_wait(&start, NULL));
    WEFT_TRY(weft_wait(tasks, 3, WEFT_FIRST_COMPLETED, 0.25));
    weft_future_set(&good, NULL);
    weft_future_fail(&bad, 5);
    weft_completion next = WEFT_COMPLETION(tasks, 3);
    int completed = 0;
    while (weft_next_completed(&next) == WEFT_OK)
        completed++;
    return weft_join(unlucky) == 5 && completed == 3 ? weft_group_join(&guests) : 1;
}

typedef WEFT_CHANNEL(int, 1) channel_type;
typedef WEFT_SENDER(int) sender_type;
typedef WEFT_RECEIVER(int) receiver_type;

static int sends_three(void *arg)
{
    sender_type *out = arg;

    WEFT_CLOSE_AT_EXIT(out);
    for (int number = 0; number < 3; number++)
        WEFT_TRY(weft_send(out, &number));
    return WEFT_OK;
}

static int channels(void)
{
    channel_type channel = {0};
    sender_type out = {0};
    receiver_type in = {0}, other = {0};
    int number;

    WEFT_TRY(weft_channel_open(&channel, &out, &in));
    WEFT_TRY(weft_end_clone(&in, &other));
    weft_task sender = weft_spawn(sends_three, &out);
    WEFT_TRY(weft_receive(&in, &number));
    WEFT_TRY(weft_yield());
    while (weft_receive(&in, &number) == WEFT_OK)
        continue;
    weft_end_close(&in);
    weft_end_close(&other);
    return weft_join(sender);
}

static int begins(void *arg)
{
    weft_task inner = arg ? weft_spawn_now(begins, NULL) : weft_current();

    WEFT_TRY(weft_sleep(0.25));
    return arg ? weft_join(inner) : 0;
}

static int fails(void *arg)
{
    (void)arg;
    return weft_raise(4, "at once");
}

static void begins_in_a_callback(void *arg) { weft_spawn_now(begins, arg); }

/* Tasks that begin inside their spawn, deadlines that are past or move, cancels with a reason. */
static int beginnings(void)
{
    weft_handle handle = {0};
    weft_timeout past = {0}, moved = {0};
    weft_task outer = weft_spawn_now(begins, &handle), quick = weft_spawn_now(fails, NULL), told = weft_spawn(sleeper, NULL);

    weft_call_soon(&handle, begins_in_a_callback, NULL);
    WEFT_TRY(weft_timeout_begin(&past, 0));
    if (weft_timeout_end(&past, weft_yield()) != WEFT_TIMEOUT)
        return 1;
    weft_task_cancel_because(told, "enough");
    WEFT_TRY(weft_timeout_begin(&moved, 5));
    WEFT_TRY(weft_timeout_reschedule(&moved, weft_time() + 1));
    int err = weft_timeout_end(&moved, weft_join(told));
    (void)!weft_join(quick);
    return err == WEFT_CANCELLED ? weft_join(outer) : 1;
}

static int serves(void *arg)
{
    WEFT_TRY(weft_sleep(0.25));
    WEFT_TRY(weft_started(arg));
    return weft_sleep(9);
}

static int body(weft_group *group)
{
    WEFT_TRY(weft_group_start(group, serves, NULL, NULL));
    weft_group_spawn(group, fails, NULL);
    return weft_sleep(9);
}

/* A body that a failure interrupts, a race, tasks joined as one, a shield that opens. */
static int scopes(void)
{
    weft_timeout outside = {0}, shield = {0};
    weft_task tasks[] = {weft_spawn(begins, NULL), weft_spawn(begins, NULL)};

    WEFT_GROUP(group);
    if (weft_group_with(&group, body(&group)) != 4)
        return 1;
    WEFT_TRY(weft_race(((weft_call[]){{sleeper, NULL}, {fails, NULL}, {begins, NULL}}), 3, 0.5, NULL, NULL));
    WEFT_TRY(weft_join_all(tasks, NULL, 2));
    WEFT_TRY(weft_move_on_after(weft_sleep(9), 0.25));
    WEFT_TRY(weft_timeout_begin(&outside, 0.5));
    WEFT_TRY(weft_timeout_begin(&shield, WEFT_FOREVER));
    WEFT_TRY(weft_timeout_shield(&shield, true));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_timeout_shield(&shield, false));
    int err = weft_timeout_end(&shield, weft_cancel_point());
    return weft_timeout_end(&outside, err) == WEFT_TIMEOUT ? WEFT_OK : 1;
}

static int amain(void *arg)
{
    weft_handle interrupted = {0};

    (void)arg;
    WEFT_TRY(weft_on_signal(&interrupted, WEFT_SIGUSR2, nothing, NULL));
    weft_task heard = weft_spawn(signals, NULL);
    WEFT_TRY(callbacks());
    WEFT_TRY(tasks());
    WEFT_TRY(resources());
    WEFT_TRY(meetings());
    WEFT_TRY(channels());
    WEFT_TRY(beginnings());
    WEFT_TRY(scopes());
    weft_block(0.5);
    WEFT_TRY(weft_join_shielded(heard));
    WEFT_TRY(weft_sleep(1));
    weft_handle_cancel(&interrupted);
    weft_spawn(sleeper, NULL); /* left to the end of the run */
    return weft_yield();
}

int main(void) { return weft_run(amain, NULL); }

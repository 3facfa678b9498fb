/* A cancel, or a deadline, and a wake in one turn, in both orders, for everything that a task can wait for. A wake that hands
 * something over is kept, and the cancel is told at the next wait; one that says "go on" yields to the cancel; a cancel that
 * came first has taken the waiter out of the list. Each time the one behind it is served, and the cancel is told once. */
#include "check.h"

typedef WEFT_QUEUE(int, 2) int_queue;
typedef WEFT_CHANNEL(int, 0) int_channel;
typedef WEFT_SENDER(int) int_sender;
typedef WEFT_RECEIVER(int) int_receiver;

static weft_lock lock;
static weft_semaphore semaphore;
static weft_event event;
static weft_condition condition;
static int_queue queue;
static weft_limiter limiter;
static int_channel channel;
static int_sender sender;
static int_receiver receiver;
static weft_future future;

struct race {
    const char *name;
    void (*set)(void);  /* nothing is free */
    int (*wait)(void);
    void (*wake)(void); /* serves one who waits, or all */
    bool hands_over;    /* to the first who waits; else the wake says "go on" to all */
    bool anywhere;      /* a callback may wake, too */
};

struct racer { int result, then; };

static const struct race *race;

static int run_race(void *arg)
{
    struct racer *me = arg;

    me->result = race->wait();
    me->then = weft_yield();
    return WEFT_OK;
}

static int run_race_in_time(void *arg)
{
    struct racer *me = arg;

    me->result = weft_wait_for(race->wait(), 1);
    me->then = weft_yield();
    return WEFT_OK;
}

static void wake_race(void *arg)
{
    (void)arg;
    race->wake();
}

/* The second one waits for nothing but its turn: it was served, or is served by one more wake. */
static int finish_race(bool first_took_it, struct racer *second, weft_task task)
{
    for (int turns = 0; turns < 3; turns++) /* its wait, its yield, and the turn more of a shielded wait */
        WEFT_TRY(weft_yield());
    EXPECT_IS(weft_task_ended(task), !first_took_it);
    if (first_took_it)
        race->wake();
    WEFT_TRY(weft_join(task));
    EXPECT_IS(second->result, WEFT_OK);
    EXPECT_IS(second->then, WEFT_OK);
    return WEFT_OK;
}

static int cancel_against_wake(bool cancel_first)
{
    struct racer a = {99, 99}, b = {99, 99};

    race->set();
    weft_task first = weft_spawn(run_race, &a), second = weft_spawn(run_race, &b);
    WEFT_TRY(weft_yield());
    if (!cancel_first)
        race->wake();
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    if (cancel_first)
        race->wake();
    bool took_it = !cancel_first && race->hands_over;
    WEFT_TRY(finish_race(took_it, &b, second));
    EXPECT_IS(weft_join(first), WEFT_OK);
    EXPECT_IS(a.result, took_it ? WEFT_OK : WEFT_CANCELLED);
    EXPECT_IS(a.then, took_it ? WEFT_CANCELLED : WEFT_OK); /* it arrives once */
    return WEFT_OK;
}

static int deadline_against_wake(bool deadline_first)
{
    struct racer a = {99, 99}, b = {99, 99};

    race->set();
    WEFT_HANDLE(waker);
    if (!deadline_first)
        WEFT_TRY(weft_call_later(&waker, 1, wake_race, NULL));
    weft_task first = weft_spawn(run_race_in_time, &a), second = weft_spawn(run_race, &b);
    WEFT_TRY(weft_yield());
    if (deadline_first)
        WEFT_TRY(weft_call_later(&waker, 1, wake_race, NULL));
    WEFT_TRY(weft_sleep(1));
    bool took_it = !deadline_first && race->hands_over;
    WEFT_TRY(finish_race(took_it, &b, second));
    EXPECT_IS(weft_join(first), WEFT_OK);
    EXPECT_IS(a.result, took_it ? WEFT_OK : WEFT_TIMEOUT);
    EXPECT_IS(a.then, WEFT_OK);
    return WEFT_OK;
}

static void race_lock_set(void)
{
    lock = (weft_lock){0};
    EXPECT_IS(weft_lock_acquire(&lock), WEFT_OK);
}

/* A racer that got the lock has ended holding it: main, who wakes the next one, takes its place. */
static void race_lock_wake(void)
{
    lock.owner = weft_current();
    EXPECT_IS(weft_lock_release(&lock), WEFT_OK);
}

static int race_lock_wait(void)
{
    int err = weft_lock_acquire(&lock);

    if (err == WEFT_OK)
        weft__self()->face.locks--; /* so that its end is nobody's loss */
    return err;
}

static void race_semaphore_set(void)
{
    semaphore = (weft_semaphore)WEFT_SEMAPHORE(0);
}

static int race_semaphore_wait(void)
{
    return weft_semaphore_acquire(&semaphore);
}

static void race_semaphore_wake(void)
{
    weft_semaphore_release(&semaphore);
}

static void race_event_set(void)
{
    event = (weft_event){0};
}

static void race_event_wake(void)
{
    weft_event_set(&event);
}

static int race_event_wait(void)
{
    return weft_event_wait(&event);
}

static void race_condition_set(void)
{
    condition = (weft_condition){0};
}

static int race_condition_wait(void)
{
    WEFT_TRY(weft_condition_acquire(&condition));
    WEFT_LEAVE_CONDITION_AT_EXIT(&condition);
    return weft_condition_wait(&condition);
}

static void race_condition_wake(void)
{
    EXPECT_IS(weft_condition_acquire(&condition), WEFT_OK);
    EXPECT_IS(weft_condition_notify(&condition, 1), WEFT_OK);
    EXPECT_IS(weft_condition_release(&condition), WEFT_OK);
}

static void race_queue_set(void)
{
    queue = (int_queue){0};
}

static int race_get(void)
{
    int item;

    return weft_get(&queue, &item);
}

static void race_get_wake(void)
{
    int item = 0;

    EXPECT_IS(weft_put_nowait(&queue, &item), WEFT_OK);
}

static void race_put_set(void)
{
    race_queue_set();
    for (int i = 0; i < 2; i++)
        race_get_wake();
}

static int race_put(void)
{
    int item = 1;

    return weft_put(&queue, &item);
}

static void race_put_wake(void)
{
    int item;

    EXPECT_IS(weft_get_nowait(&queue, &item), WEFT_OK);
}

static int race_join(void)
{
    return weft_queue_join(&queue);
}

static void race_join_set(void)
{
    race_queue_set();
    race_get_wake();
}

static void race_join_wake(void)
{
    (void)weft_task_done(&queue);
}

static void race_limiter_set(void)
{
    limiter = (weft_limiter)WEFT_LIMITER(0);
}

static int race_limiter_wait(void)
{
    weft_loan loan = {0};

    WEFT_TRY(weft_limiter_borrow(&limiter, &loan));
    limiter.tokens--;
    return weft_limiter_return(&limiter, &loan);
}

static void race_limiter_wake(void)
{
    weft_limiter_resize(&limiter, limiter.tokens + 1);
}

static void race_channel_set(void)
{
    weft_end_close(&sender);
    weft_end_close(&receiver);
    EXPECT_IS(weft_channel_open(&channel, &sender, &receiver), WEFT_OK);
}

static int race_receive(void)
{
    int item;

    return weft_receive(&receiver, &item);
}

static void race_receive_wake(void)
{
    int item = 0;

    EXPECT_IS(weft_send_nowait(&sender, &item), WEFT_OK);
}

static int race_send(void)
{
    int item = 0;

    return weft_send(&sender, &item);
}

static void race_send_wake(void)
{
    int item;

    EXPECT_IS(weft_receive_nowait(&receiver, &item), WEFT_OK);
}

static void race_future_set(void)
{
    future = (weft_future){0};
}

static int race_future_wait(void)
{
    return weft_future_wait_shielded(&future);
}

static void race_future_wake(void)
{
    weft_future_set(&future, NULL);
}

static const struct race races[] = {
    {"lock", race_lock_set, race_lock_wait, race_lock_wake, true, false},
    {"semaphore", race_semaphore_set, race_semaphore_wait, race_semaphore_wake, true, true},
    {"event", race_event_set, race_event_wait, race_event_wake, false, true},
    {"condition", race_condition_set, race_condition_wait, race_condition_wake, true, false},
    {"get", race_queue_set, race_get, race_get_wake, true, true},
    {"put", race_put_set, race_put, race_put_wake, true, true},
    {"join of a queue", race_join_set, race_join, race_join_wake, false, true},
    {"limiter", race_limiter_set, race_limiter_wait, race_limiter_wake, true, true},
    {"receive", race_channel_set, race_receive, race_receive_wake, true, true},
    {"send", race_channel_set, race_send, race_send_wake, true, true},
    {"future", race_future_set, race_future_wait, race_future_wake, false, true},
};

static int both_orders(void *arg)
{
    (void)arg;
    for (size_t i = 0; i < sizeof races / sizeof *races; i++) {
        race = &races[i];
        for (int first = 0; first < 2; first++) {
            WEFT_TRY(cancel_against_wake(first));
            if (race->anywhere)
                WEFT_TRY(deadline_against_wake(first));
        }
        if (weft_test_failures > 0) {
            printf("# %s\n", race->name);
            return WEFT_OK;
        }
    }
    weft_end_close(&sender);
    weft_end_close(&receiver);
    return WEFT_OK;
}

/* A barrier wakes nobody by itself: the last to come does. */
static weft_barrier barrier;

static int race_barrier_wait(void)
{
    return weft_barrier_wait(&barrier, NULL);
}

static int barriers(void *arg)
{
    static const struct race meeting = {.name = "barrier", .wait = race_barrier_wait};

    (void)arg;
    race = &meeting;
    for (int cancel_first = 0; cancel_first < 2; cancel_first++) {
        struct racer a = {99, 99};
        barrier = (weft_barrier)WEFT_BARRIER(2);
        weft_task first = weft_spawn(run_race, &a);
        WEFT_TRY(weft_yield());
        if (cancel_first)
            EXPECT_IS(weft_task_cancel(first), WEFT_OK);
        EXPECT_IS(weft_wait_for(weft_barrier_wait(&barrier, NULL), 1), cancel_first ? WEFT_TIMEOUT : WEFT_OK);
        if (!cancel_first)
            EXPECT_IS(weft_task_cancel(first), WEFT_OK);
        EXPECT_IS(weft_join(first), WEFT_OK);
        EXPECT_IS(a.result, cancel_first ? WEFT_CANCELLED : WEFT_OK);
        EXPECT_IS(a.then, cancel_first ? WEFT_OK : WEFT_CANCELLED);
    }
    return WEFT_OK;
}

/* Waiting for tasks: their end passes through several turns until the waiter runs, and a cancel may come in each of them. */
struct ending {
    weft_event event; /* lets the tasks end */
    int (*wait)(struct ending *ending);
    int result, then;
};

static int ending_task(void *arg)
{
    return weft_event_wait(arg);
}

static int ending_group(struct ending *ending)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, ending_task, &ending->event);
    weft_group_spawn(&group, ending_task, &ending->event);
    return weft_group_join(&group);
}

static int ending_gather(struct ending *ending)
{
    return weft_gather({ending_task, &ending->event}, {ending_task, &ending->event});
}

static int ending_join(struct ending *ending)
{
    return weft_join(weft_spawn(ending_task, &ending->event));
}

static int ending_wait(struct ending *ending)
{
    weft_task tasks[] = {weft_spawn(ending_task, &ending->event), weft_spawn(ending_task, &ending->event)};
    int err = weft_wait(tasks, 2, WEFT_ALL_COMPLETED, WEFT_FOREVER);

    weft_event_set(&ending->event); /* a cancel of this leaves them alone */
    EXPECT_IS(weft_shield(weft_join(tasks[0])), WEFT_OK);
    EXPECT_IS(weft_shield(weft_join(tasks[1])), WEFT_OK);
    return err;
}

static int ending_settled(struct ending *ending)
{
    int codes[2];

    return weft_gather_settled(((weft_call[]){{ending_task, &ending->event}, {ending_task, &ending->event}}), codes, 2);
}

static int ending_race(struct ending *ending)
{
    return weft_race(((weft_call[]){{ending_task, &ending->event}, {ending_task, &ending->event}}), 2, 0, NULL, NULL);
}

static int ending_join_all(struct ending *ending)
{
    weft_task tasks[] = {weft_spawn(ending_task, &ending->event), weft_spawn(ending_task, &ending->event)};

    return weft_join_all(tasks, NULL, 2);
}

static int ending_shielded(struct ending *ending)
{
    weft_task task = weft_spawn(ending_task, &ending->event);
    int err = weft_join_shielded(task);

    weft_event_set(&ending->event);
    if (err == WEFT_CANCELLED)
        EXPECT_IS(weft_shield(weft_join(task)), WEFT_OK);
    return err;
}

static int ending_completion(struct ending *ending)
{
    weft_task task = weft_spawn(ending_task, &ending->event);
    weft_completion next = WEFT_COMPLETION(&task, 1);
    int err = weft_next_completed(&next);

    weft_event_set(&ending->event);
    EXPECT_IS(weft_shield(weft_join(task)), WEFT_OK);
    return err;
}

static int ending_wait_body(struct ending *ending)
{
    return weft_event_wait(&ending->event);
}

static int ending_body(struct ending *ending)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, ending_task, &ending->event);
    return weft_group_with(&group, ending_wait_body(ending));
}

static int ending_started(void *arg)
{
    WEFT_TRY(ending_task(arg));
    return weft_started(NULL);
}

static int ending_start(struct ending *ending)
{
    WEFT_GROUP(group);
    WEFT_TRY(weft_group_start(&group, ending_started, &ending->event, NULL));
    return weft_group_join(&group);
}

static int ending_values(weft_generator *generator, void *arg)
{
    int value = 1;

    WEFT_TRY(ending_task(arg));
    WEFT_TRY(weft_give(generator, &value));
    return WEFT_OK;
}

static int ending_next(struct ending *ending)
{
    int value, err;
    WEFT_GENERATOR(generator, ending_values, &ending->event);

    do
        err = weft_next(&generator, &value);
    while (!err);
    return err == WEFT_CLOSED ? WEFT_OK : err;
}

static int ending_left_early(struct ending *ending)
{
    int value;
    WEFT_GENERATOR(generator, ending_values, &ending->event);

    return weft_next(&generator, &value);
}

/* One that does not wait between two values, so that nobody in it hears of a cancel. */
static int ending_quick_values(weft_generator *generator, void *arg)
{
    (void)arg;
    for (int value = 1; value <= 3; value++)
        WEFT_TRY(weft_give(generator, &value));
    return WEFT_OK;
}

static int ending_quick_next(struct ending *ending)
{
    int value;
    WEFT_GENERATOR(generator, ending_quick_values, NULL);

    WEFT_TRY(weft_event_wait(&ending->event));
    WEFT_TRY(weft_next(&generator, &value));
    return weft_next(&generator, &value);
}

static int ending_shield(void)
{
    WEFT_TRY(weft_yield());
    return weft_yield();
}

/* One that cleans up behind a shield and fails. */
static int ending_failing_values(weft_generator *generator, void *arg)
{
    (void)generator;
    WEFT_TRY(ending_task(arg));
    WEFT_TRY(weft_shield(ending_shield()));
    return 7;
}

static int ending_failing_next(struct ending *ending)
{
    int value;
    WEFT_GENERATOR(generator, ending_failing_values, &ending->event);

    int err = weft_next(&generator, &value);
    if (err == WEFT_CANCELLED) /* its failure, if it came to that, goes to a caller that asks again */
        EXPECT(generator.result == 7 || weft_shield(weft_next(&generator, &value)) == WEFT_CLOSED);
    return err;
}

static int run_ending(void *arg)
{
    struct ending *me = arg;

    me->result = me->wait(me);
    me->then = weft_yield();
    return WEFT_OK;
}

/* The cancel comes before the end, or so many turns after what lets the tasks end. It arrives once if it came in time. */
static int cancel_against_end(int (*wait)(struct ending *), int turns)
{
    struct ending me = {.wait = wait};
    weft_task task = weft_spawn(run_ending, &me);

    for (int i = 0; i < 3; i++) /* all wait */
        WEFT_TRY(weft_yield());
    if (turns >= 0)
        weft_event_set(&me.event);
    for (int i = 0; i < turns; i++)
        WEFT_TRY(weft_yield());
    bool in_time = !weft_task_ended(task);
    (void)weft_task_cancel(task);
    if (turns < 0)
        weft_event_set(&me.event);
    WEFT_TRY(weft_join(task));
    EXPECT_IS((me.result == WEFT_CANCELLED) + (me.then == WEFT_CANCELLED), in_time);
    if (turns < 0)
        EXPECT_IS(me.result, WEFT_CANCELLED);
    return WEFT_OK;
}

static int ends(void *arg)
{
    static int (*const waits[])(struct ending *) = {ending_group, ending_gather, ending_settled, ending_join, ending_shielded, ending_join_all,
                                                   ending_wait, ending_completion, ending_race, ending_body, ending_start,
                                                   ending_next, ending_left_early, ending_quick_next, ending_failing_next};

    (void)arg;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
        for (int turns = -1; turns < 10; turns++) {
            WEFT_TRY(cancel_against_end(waits[i], turns));
            if (weft_test_failures > 0) {
                printf("# wait %zu, cancelled %d turns after\n", i, turns);
                return WEFT_OK;
            }
        }
    return WEFT_OK;
}

WEFT_TESTS(CASE(both_orders, "a cancel or a deadline and a wake in one turn, in both orders"),
           CASE(barriers, "the same at a barrier"),
           CASE(ends, "the same with the end of tasks: groups, gathers, joins, waits, a race, a body, a start, a generator"))

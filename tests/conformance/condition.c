/* COND: conditions (statements 176 to 186). */
#include "case.h"

static weft_condition news;
static int state;

static int listen(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    self->result = weft_condition_wait(&news);
    note("%s: %s, %s", self->name, weft_error_name(self->result), weft_lock_locked(&news.lock) ? "locked" : "not locked");
    return self->result;
}

/* Lets `count` go on while it holds the lock for `seconds`. */
static int notify(size_t count, double seconds)
{
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    WEFT_TRY(weft_condition_notify(&news, count));
    return seconds > 0 ? weft_sleep(seconds) : WEFT_OK;
}

static int without_the_lock(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_condition_wait(&news), WEFT_USAGE);
    EXPECT_IS(weft_condition_notify(&news, 1), WEFT_USAGE);
    EXPECT_IS(weft_condition_notify_all(&news), WEFT_USAGE);
    EXPECT_IS(weft_condition_release(&news), WEFT_USAGE);
    return WEFT_OK;
}

static int lets_go_and_takes_again(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    weft_task task = weft_spawn(listen, &a);
    WEFT_TRY(weft_yield());
    EXPECT(!weft_lock_locked(&news.lock)); /* A waits and does not hold it */
    WEFT_TRY(notify(1, 0));
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[0.000] A: ok, locked\n");
    EXPECT(!weft_lock_locked(&news.lock));
    return WEFT_OK;
}

static int not_before_it_is_free(void *arg)
{
    struct actor a = {.name = "0"}, b = {.name = "1"};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, listen, &a);
    weft_group_spawn(&group, listen, &b);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_TRY(weft_condition_notify_all(&news));
    WEFT_TRY(weft_sleep(1));
    note("still holding");
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_condition_release(&news));
    note("released");
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] still holding\n[2.000] released\n[2.000] 0: ok, locked\n[2.000] 1: ok, locked\n");
    return WEFT_OK;
}

static int up_to_so_many(void *arg)
{
    struct actor all[] = {{.name = "A"}, {.name = "B"}, {.name = "C"}, {.name = "D"}, {.name = "E"}};

    (void)arg;
    WEFT_GROUP(group);
    for (int i = 0; i < 4; i++)
        weft_group_spawn(&group, listen, &all[i]);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(notify(0, 0));
    WEFT_TRY(notify(2, 0));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(notify(100, 0));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: ok, locked\n[1.000] B: ok, locked\n[2.000] C: ok, locked\n[2.000] D: ok, locked\n");
    weft_group_spawn(&group, listen, &all[4]);
    weft_group_spawn(&group, listen, &all[0]);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_TRY(weft_condition_notify_all(&news));
    WEFT_TRY(weft_condition_release(&news));
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: ok, locked\n[1.000] B: ok, locked\n[2.000] C: ok, locked\n[2.000] D: ok, locked\n"
               "[4.000] E: ok, locked\n[4.000] A: ok, locked\n");
    return WEFT_OK;
}

static int nobody_waits(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    WEFT_TRY(notify(1, 0));
    weft_task task = weft_spawn(listen, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT(!weft_task_ended(task));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

static int looked;

static bool state_is_3(void)
{
    looked++;
    return state == 3;
}

static int wait_for_3(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    WEFT_TRY(weft_condition_wait_for(&news, state_is_3()));
    note("state is %d, looked at %d times", state, looked);
    return WEFT_OK;
}

static int predicate(void *arg)
{
    (void)arg;
    state = looked = 0;
    EXPECT_IS(weft_condition_wait_for(&news, state == 0), WEFT_OK); /* true already: needs no lock */
    EXPECT_IS(weft_condition_wait_for(&news, state == 1), WEFT_USAGE);
    weft_task task = weft_spawn(wait_for_3, NULL);
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(1));
        state++;
        WEFT_TRY(notify(1, 0));
    }
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[3.000] state is 3, looked at 4 times\n");
    return WEFT_OK;
}

static int cancelled_while_it_waits(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    weft_task task = weft_spawn(listen, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_condition_acquire(&news));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG(""); /* it wants the lock first */
    WEFT_TRY(weft_condition_release(&news));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[2.000] A: cancelled, locked\n");
    return WEFT_OK;
}

static int listen_and_go_on(void *arg)
{
    int err = listen(arg);

    note("its next wait: %s", weft_error_name(weft_sleep(1)));
    return err;
}

static int cancelled_again(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    weft_task task = weft_spawn(listen_and_go_on, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_condition_acquire(&news));
    for (int i = 0; i < 3; i++) {
        EXPECT_IS(weft_task_cancel(task), WEFT_OK);
        WEFT_TRY(weft_sleep(1));
    }
    WEFT_TRY(weft_condition_release(&news));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[4.000] A: cancelled, locked\n[5.000] its next wait: ok\n");
    return WEFT_OK;
}

static int take_state(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    int err = weft_condition_wait_for(&news, state > 0);
    note("%s: %s", self->name, weft_error_name(err));
    WEFT_TRY(err);
    state--;
    return WEFT_OK;
}

static int notified_then_cancelled(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    state = 0;
    weft_task first = weft_spawn(take_state, &a), second = weft_spawn(take_state, &b);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_condition_acquire(&news));
    state = 1;
    WEFT_TRY(weft_condition_notify(&news, 1)); /* A */
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    WEFT_TRY(weft_condition_release(&news));
    WEFT_TRY(weft_sleep(1));
    note("B waits: %s; state %d", weft_task_ended(second) ? "no" : "yes", state);
    EXPECT_IS(weft_join(first), WEFT_CANCELLED); /* it did what it was notified for, and no wait came after that */
    EXPECT_LOG("[1.000] A: ok\n[2.000] B waits: yes; state 0\n");
    EXPECT_IS(weft_task_cancel(second), WEFT_OK);
    EXPECT_IS(weft_join(second), WEFT_CANCELLED);
    return WEFT_OK;
}

static int shared_lock(void *arg)
{
    weft_lock lock = {0};
    weft_condition full = {.shared = &lock}, empty = {.shared = &lock};

    (void)arg;
    WEFT_TRY(weft_condition_acquire(&full));
    EXPECT(weft_lock_locked(&lock));
    EXPECT_IS(weft_condition_notify(&empty, 1), WEFT_OK); /* held, so either may be used */
    EXPECT_IS(weft_wait_for(weft_condition_wait(&empty), 1), WEFT_TIMEOUT);
    EXPECT(weft_lock_locked(&lock));
    EXPECT_IS(weft_condition_release(&empty), WEFT_OK);
    EXPECT(!weft_lock_locked(&lock));
    return WEFT_OK;
}

/* Seed S0-04: a buffer for two. */
static int inside[2], put_count, got_count;

static int produce(void *arg)
{
    const struct actor *self = arg;

    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_condition_acquire(&news));
        int err = weft_condition_wait_for(&news, put_count - got_count < 2);
        if (!err) {
            inside[put_count++ % 2] = self->count + i;
            err = weft_condition_notify(&news, 1);
        }
        weft_condition_release(&news);
        WEFT_TRY(err);
        WEFT_TRY(weft_sleep(0.1));
    }
    return WEFT_OK;
}

static int consume(void *arg)
{
    const struct actor *self = arg;

    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_condition_acquire(&news));
        int err = weft_condition_wait_for(&news, put_count > got_count);
        if (!err) {
            note("%s: %d", self->name, inside[got_count++ % 2]);
            err = weft_condition_notify(&news, 1);
        }
        weft_condition_release(&news);
        WEFT_TRY(err);
        WEFT_TRY(weft_sleep(0.2));
    }
    return WEFT_OK;
}

static int buffer_of_two(void *arg)
{
    struct actor p1 = {.count = 10}, p2 = {.count = 20}, c1 = {.name = "C1"}, c2 = {.name = "C2"};

    (void)arg;
    put_count = got_count = 0;
    WEFT_TRY(weft_gather({produce, &p1}, {produce, &p2}, {consume, &c1}, {consume, &c2}));
    note("end");
    EXPECT_LOG("[0.000] C1: 10\n[0.000] C2: 20\n[0.200] C1: 11\n[0.200] C2: 21\n[0.400] C1: 12\n[0.400] C2: 22\n"
               "[0.600] C1: 13\n[0.600] C2: 23\n[0.800] C1: 14\n[0.800] C2: 24\n[1.000] end\n");
    return WEFT_OK;
}

/* As the seed has it. Comes last: the deadlock leaves the condition with those who waited. */
static int one_producer(void *arg)
{
    struct actor p1 = {.count = 10}, c1 = {.name = "C1"}, c2 = {.name = "C2"};

    (void)arg;
    put_count = got_count = 0;
    return weft_gather({produce, &p1}, {consume, &c1}, {consume, &c2});
}

static int one_producer_is_reported(void *unused)
{
    (void)unused;
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), one_producer, NULL), WEFT_EXIT_DEADLOCK);
    weft_on_report(NULL, NULL);
    const char *report = strstr(case_log, "weft: deadlock at ");
    EXPECT(report != NULL && strstr(report, "waits for a notify on the condition &news\n") != NULL);
    return WEFT_OK;
}

WEFT_TESTS(KEPT(without_the_lock, "176", "waiting and notifying need the lock"),
           KEPT(lets_go_and_takes_again, "177", "a wait lets the lock go, and holds it when it returns"),
           KEPT(not_before_it_is_free, "178", "a notify keeps the lock; who was notified waits for it"),
           KEPT(up_to_so_many, "179", "as many as asked for, in order; more than there are is fine"),
           KEPT(nobody_waits, "180", "a notify for nobody is not kept"),
           KEPT(predicate, "181", "wait_for looks first, and again after each notify"),
           KEPT(cancelled_while_it_waits, "182", "cancelled: it takes the lock before it says so"),
           KEPT(cancelled_again, "183", "cancels that come while it takes the lock are told with the first"),
           DIFFERENT(notified_then_cancelled, "184", "a notification stays with who was notified"),
           KEPT(shared_lock, "185", "two conditions, one lock"),
           KEPT(buffer_of_two, "186", "two producers and two consumers end at 1.0"),
           KEPT_ALONE(one_producer_is_reported, "186", "with one producer it is a deadlock, and the report says who waits for what"))

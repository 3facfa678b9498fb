/* QUEU: queues, first in first out, last in first out and by priority (statements 196 to 210). */
#include "case.h"

typedef WEFT_QUEUE(int, 2) queue_of_two;
typedef WEFT_GROWING_QUEUE(int) long_queue;

static queue_of_two two;
static long_queue many;

static int put(queue_of_two *queue, int item)
{
    return weft_put_nowait(queue, &item);
}

/* The item that is there now, or the code of the refusal. */
static int get(queue_of_two *queue)
{
    int item = 0, err = weft_get_nowait(queue, &item);

    return err ? err : item;
}

static int getter(void *arg)
{
    struct actor *self = arg;

    self->result = weft_get(&two, &self->count);
    note("%s: %s %d", self->name, weft_error_name(self->result), self->result ? 0 : self->count);
    return self->result == WEFT_CANCELLED ? WEFT_CANCELLED : WEFT_OK;
}

static int putter(void *arg)
{
    struct actor *self = arg;

    self->result = weft_put(&two, &self->count);
    note("%s: %s", self->name, weft_error_name(self->result));
    return self->result == WEFT_CANCELLED ? WEFT_CANCELLED : WEFT_OK;
}

static int begin(void **state)
{
    two = (queue_of_two){0};
    many = (long_queue){0};
    return case_begin(state);
}

static bool smaller(const void *a, const void *b)
{
    return *(const int *)a < *(const int *)b;
}

static int three_orders(void *arg)
{
    static const int wanted[][3] = {{2, 3, 1}, {1, 3, 2}, {1, 2, 3}};
    long_queue queues[] = {{.queue = {.lifo = false}}, WEFT_LIFO_QUEUE, WEFT_PRIORITY_QUEUE(smaller)};

    (void)arg;
    for (int kind = 0; kind < 3; kind++) {
        int items[] = {2, 3, 1}, item;
        WEFT_FREE_AT_EXIT(&queues[kind]);
        for (int i = 0; i < 3; i++)
            WEFT_TRY(weft_put(&queues[kind], &items[i]));
        EXPECT(!weft_queue_full(&queues[kind]));
        for (int i = 0; i < 3; i++) {
            WEFT_TRY(weft_get(&queues[kind], &item));
            EXPECT_IS(item, wanted[kind][i]);
        }
    }
    return WEFT_OK;
}

static int first_come_first_served(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"}, x = {.name = "X", .count = 3}, y = {.name = "Y", .count = 4};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, getter, &a);
    weft_group_spawn(&group, getter, &b);
    WEFT_TRY(weft_sleep(1));
    put(&two, 1);
    put(&two, 2);
    WEFT_TRY(weft_sleep(1));
    put(&two, 1);
    put(&two, 2);
    weft_group_spawn(&group, putter, &x);
    weft_group_spawn(&group, putter, &y);
    WEFT_TRY(weft_sleep(1));
    for (int i = 1; i <= 4; i++) {
        int item;
        WEFT_TRY(weft_get(&two, &item));
        EXPECT_IS(item, i);
    }
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: ok 1\n[1.000] B: ok 2\n[3.000] X: ok\n[3.000] Y: ok\n");
    return WEFT_OK;
}

static int without_waiting(void *arg)
{
    (void)arg;
    EXPECT_IS(get(&two), WEFT_EMPTY);
    EXPECT_IS(put(&two, 1), WEFT_OK);
    EXPECT_IS(put(&two, 2), WEFT_OK);
    EXPECT_IS(put(&two, 3), WEFT_FULL);
    EXPECT_IS(get(&two), 1);
    return WEFT_OK;
}

static int does_not_yield(void *arg)
{
    unsigned before = tick;
    int item;

    (void)arg;
    WEFT_FREE_AT_EXIT(&many);
    for (item = 0; item < 1000; item++)
        WEFT_TRY(weft_put(&many, &item));
    for (int i = 0; i < 1000; i++)
        WEFT_TRY(weft_get(&many, &item));
    EXPECT_IS(tick, before);
    return WEFT_OK;
}

static int getter_woken_then_cancelled(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    weft_task first = weft_spawn(getter, &a), second = weft_spawn(getter, &b);
    WEFT_TRY(weft_sleep(1));
    put(&two, 1); /* A's */
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    note("inside: %zu; B waits: %s", weft_queue_count(&two), weft_task_ended(second) ? "no" : "yes");
    note("A ends: %s", weft_error_name(weft_join(first)));
    EXPECT_LOG("[1.000] A: ok 1\n[2.000] inside: 0; B waits: yes\n[2.000] A ends: cancelled\n");
    put(&two, 2);
    return weft_join(second);
}

static int getter_cancelled(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    weft_task first = weft_spawn(getter, &a), second = weft_spawn(getter, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    put(&two, 1); /* A has left the list */
    WEFT_TRY(weft_join(second));
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled 0\n[1.000] B: ok 1\n");
    return WEFT_OK;
}

static int putter_woken_then_cancelled(void *arg)
{
    struct actor a = {.name = "A", .count = 3}, b = {.name = "B", .count = 4};

    (void)arg;
    put(&two, 1);
    put(&two, 2);
    weft_task first = weft_spawn(putter, &a), second = weft_spawn(putter, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(get(&two), 1); /* the place is A's */
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    note("B waits: %s", weft_task_ended(second) ? "no" : "yes");
    note("A ends: %s", weft_error_name(weft_join(first)));
    EXPECT_IS(get(&two), 2);
    WEFT_TRY(weft_join(second));
    int third = get(&two), fourth = get(&two);
    note("inside: %d %d", third, fourth);
    EXPECT_LOG("[1.000] A: ok\n[2.000] B waits: yes\n[2.000] A ends: cancelled\n[2.000] B: ok\n[2.000] inside: 3 4\n");
    return WEFT_OK;
}

static int a_getter_owns(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};
    int item;

    (void)arg;
    weft_task first = weft_spawn(getter, &a), second = weft_spawn(getter, &b);
    WEFT_TRY(weft_sleep(1));
    put(&two, 1);
    int err = weft_get_nowait(&two, &item);
    note("main: %s", err ? weft_error_name(err) : "ok 1");
    put(&two, 2);
    WEFT_TRY(weft_join(first));
    WEFT_TRY(weft_join(second));
    EXPECT_LOG("[1.000] main: empty\n[1.000] A: ok 1\n[1.000] B: ok 2\n");
    return WEFT_OK;
}

static int exact_counts(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    EXPECT(weft_queue_empty(&two) && !weft_queue_full(&two));
    put(&two, 1);
    EXPECT_IS(weft_queue_count(&two), 1);
    EXPECT(!weft_queue_empty(&two) && !weft_queue_full(&two));
    put(&two, 2);
    EXPECT(weft_queue_full(&two));
    get(&two);
    EXPECT_IS(weft_queue_count(&two), 1);
    get(&two);
    EXPECT(weft_queue_empty(&two));
    weft_task task = weft_spawn(getter, &a);
    WEFT_TRY(weft_yield());
    put(&two, 1);
    EXPECT_IS(weft_queue_count(&two), 1); /* inside until A runs */
    WEFT_TRY(weft_join(task));
    EXPECT_IS(weft_queue_count(&two), 0);
    return WEFT_OK;
}

/* Empty and full say what a call without waiting would: what is promised to somebody who was woken is not for others. */
static int exact_beside_promises(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B", .count = 3};
    int item;

    (void)arg;
    weft_task getting = weft_spawn(getter, &a);
    WEFT_TRY(weft_yield());
    put(&two, 1);
    EXPECT(weft_queue_empty(&two));
    EXPECT_IS(weft_get_nowait(&two, &item), WEFT_EMPTY);
    put(&two, 2);
    EXPECT(!weft_queue_empty(&two));
    EXPECT_IS(weft_get_nowait(&two, &item), WEFT_OK);
    EXPECT(weft_queue_empty(&two));
    WEFT_TRY(weft_join(getting));
    put(&two, 1);
    put(&two, 2);
    weft_task putting = weft_spawn(putter, &b);
    WEFT_TRY(weft_yield());
    get(&two);
    EXPECT(weft_queue_full(&two));
    EXPECT_IS(weft_put_nowait(&two, &item), WEFT_FULL);
    WEFT_TRY(weft_join(putting));
    while (!weft_queue_empty(&two))
        get(&two);
    EXPECT(!weft_queue_full(&two));
    return WEFT_OK;
}

struct job { int urgency, number; };

static bool more_urgent(const void *a, const void *b)
{
    return ((const struct job *)a)->urgency < ((const struct job *)b)->urgency;
}

static int ties(void *arg)
{
    typedef WEFT_GROWING_QUEUE(struct job) job_queue;
    job_queue jobs = WEFT_PRIORITY_QUEUE(more_urgent);
    struct job job;

    (void)arg;
    WEFT_FREE_AT_EXIT(&jobs);
    for (int i = 0; i < 12; i++) {
        job = (struct job){i % 3, i};
        WEFT_TRY(weft_put(&jobs, &job));
    }
    for (int i = 0; i < 12; i++) {
        WEFT_TRY(weft_get(&jobs, &job));
        EXPECT_IS(job.urgency, i / 4);
        EXPECT_IS(job.number, i % 4 * 3 + i / 4);
    }
    return WEFT_OK;
}

static int join_queue(void *arg)
{
    struct actor *self = arg;

    self->result = weft_queue_join(&two);
    note("%s: %s", self->name, weft_error_name(self->result));
    return self->result;
}

static int until_all_is_done(void *arg)
{
    struct actor a = {.name = "A"};
    unsigned before = tick;

    (void)arg;
    WEFT_TRY(weft_queue_join(&two)); /* nothing to wait for */
    EXPECT_IS(tick, before);
    EXPECT_IS(weft_task_done(&two), WEFT_INVALID);
    put(&two, 1);
    put(&two, 2);
    weft_task task = weft_spawn(join_queue, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(get(&two), 1);
    EXPECT_IS(get(&two), 2); /* empty, but not done */
    EXPECT_IS(weft_task_done(&two), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("");
    EXPECT_IS(weft_task_done(&two), WEFT_OK);
    EXPECT_IS(weft_task_done(&two), WEFT_INVALID);
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[2.000] A: ok\n");
    return WEFT_OK;
}

static int done_for_a_moment(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    put(&two, 1);
    weft_task task = weft_spawn(join_queue, &a);
    WEFT_TRY(weft_sleep(1));
    get(&two);
    weft_task_done(&two);
    put(&two, 2); /* before A has run */
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[1.000] A: ok\n");
    EXPECT_IS(weft_task_done(&two), WEFT_OK);
    return WEFT_OK;
}

static int shut_with_items(void *arg)
{
    int item = 3;

    (void)arg;
    put(&two, 1);
    put(&two, 2);
    weft_queue_shutdown(&two, false);
    weft_queue_shutdown(&two, false);
    EXPECT_IS(put(&two, 3), WEFT_CLOSED);
    EXPECT_IS(weft_put(&two, &item), WEFT_CLOSED);
    EXPECT_IS(get(&two), 1);
    WEFT_TRY(weft_get(&two, &item));
    EXPECT_IS(item, 2);
    EXPECT_IS(get(&two), WEFT_CLOSED);
    EXPECT_IS(weft_get(&two, &item), WEFT_CLOSED);
    return WEFT_OK;
}

static int shut_with_waiters(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"}, x = {.name = "X", .count = 3}, y = {.name = "Y", .count = 4};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, getter, &a);
    weft_group_spawn(&group, getter, &b);
    WEFT_TRY(weft_sleep(1));
    weft_queue_shutdown(&two, false);
    WEFT_TRY(weft_sleep(1));
    two = (queue_of_two){0};
    put(&two, 1);
    put(&two, 2);
    weft_group_spawn(&group, putter, &x);
    weft_group_spawn(&group, putter, &y);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(get(&two), 1); /* X is woken for the place, and has not put its item */
    weft_queue_shutdown(&two, false);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_IS(weft_queue_count(&two), 1);
    EXPECT_LOG("[1.000] A: closed 0\n[1.000] B: closed 0\n[3.000] X: closed\n[3.000] Y: closed\n");
    return WEFT_OK;
}

static int shut_at_once(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    put(&two, 1);
    put(&two, 2);
    weft_task task = weft_spawn(join_queue, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(get(&two), 1); /* and not done yet */
    weft_queue_shutdown(&two, true);
    EXPECT_IS(weft_queue_count(&two), 0);
    EXPECT_IS(get(&two), WEFT_CLOSED);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("");
    EXPECT_IS(weft_task_done(&two), WEFT_OK);
    EXPECT_IS(weft_task_done(&two), WEFT_INVALID);
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[2.000] A: ok\n");
    return WEFT_OK;
}

static int shut_with_nothing_taken(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    put(&two, 1);
    put(&two, 2);
    weft_task task = weft_spawn(join_queue, &a);
    WEFT_TRY(weft_sleep(1));
    weft_queue_shutdown(&two, true); /* nobody has one that is still to be done */
    WEFT_TRY(weft_join(task));
    two = (queue_of_two){0};
    task = weft_spawn(getter, &b);
    WEFT_TRY(weft_sleep(1));
    put(&two, 3); /* B is woken for this one, and has not run */
    put(&two, 4);
    weft_queue_shutdown(&two, true);
    EXPECT_IS(weft_queue_count(&two), 1);
    EXPECT_IS(get(&two), WEFT_CLOSED);
    WEFT_TRY(weft_join(task));
    EXPECT_IS(weft_queue_count(&two), 0);
    EXPECT_IS(weft_task_done(&two), WEFT_OK);
    EXPECT_IS(weft_task_done(&two), WEFT_INVALID);
    EXPECT_LOG("[1.000] A: ok\n[2.000] B: ok 3\n");
    return WEFT_OK;
}

/* Seed S2-16: three workers and twenty sleeps, those of the seed's own log. */
typedef WEFT_GROWING_QUEUE(double) sleep_queue;
static sleep_queue sleeps;

static int worker(void *arg)
{
    const struct actor *self = arg;
    double seconds;

    for (;;) {
        WEFT_TRY(weft_get(&sleeps, &seconds));
        WEFT_TRY(weft_sleep(seconds));
        weft_task_done(&sleeps);
        note("%s has slept for %.2f seconds", self->name, seconds);
    }
}

static int twenty_sleeps(void *arg)
{
    static const double seconds[] = {0.26, 0.89, 0.98, 0.41, 0.59, 0.91, 0.53, 0.09, 0.11, 0.87,
                                     0.86, 0.21, 0.89, 0.53, 0.11, 0.23, 0.86, 0.53, 0.82, 0.10};
    struct actor workers[] = {{.name = "worker-0"}, {.name = "worker-1"}, {.name = "worker-2"}};
    weft_task tasks[3];
    double total = 0;

    (void)arg;
    sleeps = (sleep_queue){0};
    WEFT_FREE_AT_EXIT(&sleeps);
    for (int i = 0; i < 20; i++) {
        WEFT_TRY(weft_put(&sleeps, &seconds[i]));
        total += seconds[i];
    }
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(worker, &workers[i]);
    WEFT_TRY(weft_queue_join(&sleeps));
    double took = weft_time();
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_task_cancel(tasks[i]), WEFT_OK);
    for (int i = 0; i < 3; i++)
        EXPECT_IS(weft_join(tasks[i]), WEFT_CANCELLED);
    note("3 workers slept in parallel for %.2f seconds", took);
    note("total expected sleep time: %.2f seconds", total);
    EXPECT_LOG("[0.260] worker-0 has slept for 0.26 seconds\n[0.670] worker-0 has slept for 0.41 seconds\n"
               "[0.890] worker-1 has slept for 0.89 seconds\n[0.980] worker-2 has slept for 0.98 seconds\n"
               "[1.260] worker-0 has slept for 0.59 seconds\n[1.350] worker-0 has slept for 0.09 seconds\n"
               "[1.460] worker-0 has slept for 0.11 seconds\n[1.510] worker-2 has slept for 0.53 seconds\n"
               "[1.800] worker-1 has slept for 0.91 seconds\n[2.010] worker-1 has slept for 0.21 seconds\n"
               "[2.330] worker-0 has slept for 0.87 seconds\n[2.370] worker-2 has slept for 0.86 seconds\n"
               "[2.480] worker-2 has slept for 0.11 seconds\n[2.710] worker-2 has slept for 0.23 seconds\n"
               "[2.860] worker-0 has slept for 0.53 seconds\n[2.900] worker-1 has slept for 0.89 seconds\n"
               "[3.390] worker-0 has slept for 0.53 seconds\n[3.490] worker-0 has slept for 0.10 seconds\n"
               "[3.570] worker-2 has slept for 0.86 seconds\n[3.720] worker-1 has slept for 0.82 seconds\n"
               "[3.720] 3 workers slept in parallel for 3.72 seconds\n"
               "[3.720] total expected sleep time: 10.78 seconds\n");
    return WEFT_OK;
}

static const weft_test_fixture quiet = {.set_up = begin};
static const weft_test_fixture shown = {.set_up = begin, .tear_down = case_show};
#define IS_KEPT(function, numbers, says) {.body = function, .name = numbers " kept: " says, .fixture = &quiet}
#define IS_DIFFERENT(function, numbers, says) {.body = function, .name = numbers " different: " says, .fixture = &shown}

WEFT_TESTS(IS_KEPT(three_orders, "196", "the oldest first, the newest first, the smallest first; one that grows is never full"),
           IS_KEPT(first_come_first_served, "197", "who waits is served in order"),
           IS_KEPT(without_waiting, "198", "without waiting: empty and full"),
           IS_KEPT(does_not_yield, "199", "what need not wait does not yield"),
           IS_DIFFERENT(getter_woken_then_cancelled, "200", "a getter that was woken has its item"),
           IS_KEPT(getter_cancelled, "200", "a cancelled getter has left the list"),
           IS_DIFFERENT(putter_woken_then_cancelled, "201", "a putter that was woken has its place"),
           IS_DIFFERENT(a_getter_owns, "202", "nobody takes the item of a getter that was woken"),
           IS_KEPT(exact_counts, "203", "counts are exact between two waits"),
           IS_KEPT(exact_beside_promises, "203", "empty and full beside what is promised"),
           IS_KEPT(ties, "204", "equals come out in the order in which they were put"),
           IS_KEPT(until_all_is_done, "205", "join waits until every item was reported done"),
           IS_KEPT(done_for_a_moment, "206", "join wakes when all was done for a moment"),
           IS_KEPT(shut_with_items, "207", "after a shutdown it is drained and takes no more, for good"),
           IS_KEPT(shut_with_waiters, "208", "a shutdown wakes all who wait, and their items stay out"),
           IS_KEPT(shut_at_once, "209", "at once: what is inside is thrown away and counts as done"),
           IS_KEPT(shut_with_nothing_taken, "209", "join ends if nothing taken is still to be done; what a woken getter was promised stays its own"),
           IS_KEPT(twenty_sleeps, "210", "three workers and twenty sleeps"))

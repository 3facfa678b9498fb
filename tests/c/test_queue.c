/* Queues: order, claims, cancel, shutdown, bounds (docs/old-bugs.md, 13 to 17). */
#include "check.h"

typedef WEFT_QUEUE(int, 2) small_queue;
typedef WEFT_GROWING_QUEUE(int) long_queue;

static int getter(void *arg)
{
    struct actor *me = arg;
    int item = -1;

    me->result = weft_get((small_queue *)me->thing, &item);
    note("%s: %s %d", me->name, weft_error_name(me->result), item);
    return me->result;
}

static int putter(void *arg)
{
    struct actor *me = arg;

    me->result = weft_put((small_queue *)me->thing, &me->count);
    note("%s: %s", me->name, weft_error_name(me->result));
    return me->result;
}

static int put(small_queue *queue, int item)
{
    return weft_put_nowait(queue, &item);
}

static int first_in_first_out(void *arg)
{
    small_queue queue = {0};
    int item;

    (void)arg;
    EXPECT_IS(weft_get_nowait(&queue, &item), WEFT_EMPTY);
    EXPECT_IS(put(&queue, 1), WEFT_OK);
    EXPECT_IS(put(&queue, 2), WEFT_OK);
    EXPECT_IS(put(&queue, 3), WEFT_FULL);
    EXPECT(weft_queue_full(&queue));
    for (int i = 1; i <= 2; i++) {
        WEFT_TRY(weft_get(&queue, &item));
        EXPECT_IS(item, i);
    }
    EXPECT(weft_queue_empty(&queue));
    return WEFT_OK;
}

static int last_in_first_out(void *arg)
{
    small_queue queue = WEFT_LIFO_QUEUE;
    int item;

    (void)arg;
    put(&queue, 1);
    put(&queue, 2);
    WEFT_TRY(weft_get(&queue, &item));
    EXPECT_IS(item, 2);
    WEFT_TRY(weft_get(&queue, &item));
    EXPECT_IS(item, 1);
    return WEFT_OK;
}

struct job { int priority, number; };

static bool more_urgent(const void *a, const void *b)
{
    return ((const struct job *)a)->priority < ((const struct job *)b)->priority;
}

static int by_priority(void *arg)
{
    typedef WEFT_GROWING_QUEUE(struct job) job_queue;
    job_queue queue = WEFT_PRIORITY_QUEUE(more_urgent);
    struct job job, last = {0, 0};

    (void)arg;
    for (int i = 0; i < 100; i++) {
        job = (struct job){(int)(weft_random() * 5), i};
        WEFT_TRY(weft_put(&queue, &job));
    }
    for (int i = 0; i < 100; i++) {
        WEFT_TRY(weft_get(&queue, &job));
        EXPECT(i == 0 || last.priority < job.priority || (last.priority == job.priority && last.number < job.number));
        last = job;
    }
    return weft_queue_free(&queue);
}

static int grows(void *arg)
{
    long_queue queue = {0};
    int item;

    (void)arg;
    for (int i = 0; i < 1000; i++)
        WEFT_TRY(weft_put(&queue, &i));
    EXPECT_IS(weft_queue_count(&queue), 1000);
    for (int i = 0; i < 1000; i++) {
        WEFT_TRY(weft_get(&queue, &item));
        EXPECT_IS(item, i);
    }
    return weft_queue_free(&queue);
}

/* Woken for an item, then cancelled before it ran: the item is its own, and the cancel waits (bpo-23812). */
static int getter_cancelled_after_wake(void *arg)
{
    small_queue queue = {0};
    struct actor a = {"A", &queue, 0, 0, 0};
    int item;

    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, getter, &a);
    WEFT_TRY(weft_sleep(1));
    put(&queue, 7);
    EXPECT_IS(weft_get_nowait(&queue, &item), WEFT_EMPTY); /* promised: nobody barges in */
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_group_join(&group), WEFT_OK); /* it got the item, and no other wait came */
    EXPECT_LOG("[1.000] A: ok 7\n");
    EXPECT_IS(weft_queue_count(&queue), 0);
    return WEFT_OK;
}

static int getter_cancelled_before_put(void *arg)
{
    small_queue queue = {0};
    struct actor a = {"A", &queue, 0, 0, 0}, b = {"B", &queue, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, getter, &a);
    weft_group_spawn(&group, getter, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    put(&queue, 7);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled -1\n[1.000] B: ok 7\n");
    return WEFT_OK;
}

static int putter_cancelled(void *arg)
{
    small_queue queue = {0};
    struct actor a = {"A", &queue, 0, 3, 0}, b = {"B", &queue, 0, 4, 0};
    int item;

    (void)arg;
    WEFT_GROUP(group);
    put(&queue, 1);
    put(&queue, 2);
    weft_task first = weft_group_spawn(&group, putter, &a);
    weft_group_spawn(&group, putter, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    EXPECT_IS(weft_get_nowait(&queue, &item), WEFT_OK); /* the next putter gets the place (asyncio#269) */
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] B: ok\n");
    EXPECT_IS(weft_queue_count(&queue), 2);
    return WEFT_OK;
}

static int shutdown_drains(void *arg)
{
    small_queue queue = {0}, empty = {0};
    struct actor a = {"A", &empty, 0, 0, 0}, b = {"B", &queue, 0, 9, 0};
    int item;

    (void)arg;
    WEFT_GROUP(group);
    put(&queue, 1);
    put(&queue, 2);
    weft_group_spawn(&group, getter, &a);
    weft_group_spawn(&group, putter, &b);
    WEFT_TRY(weft_sleep(1));
    weft_queue_shutdown(&queue, false);
    weft_queue_shutdown(&empty, false);
    EXPECT_IS(weft_group_join(&group), WEFT_CLOSED);
    EXPECT_LOG("[1.000] B: closed\n[1.000] A: closed -1\n");
    EXPECT_IS(put(&queue, 3), WEFT_CLOSED);
    WEFT_TRY(weft_get(&queue, &item));
    WEFT_TRY(weft_get(&queue, &item));
    EXPECT_IS(weft_get(&queue, &item), WEFT_CLOSED);
    return WEFT_OK;
}

static int join_counts(void *arg)
{
    small_queue queue = {0};
    int item;

    (void)arg;
    WEFT_TRY(weft_queue_join(&queue));
    put(&queue, 1);
    EXPECT_IS(weft_wait_for(weft_queue_join(&queue), 1), WEFT_TIMEOUT);
    WEFT_TRY(weft_get(&queue, &item));
    EXPECT_IS(weft_task_done(&queue), WEFT_OK);
    EXPECT_IS(weft_task_done(&queue), WEFT_INVALID);
    WEFT_TRY(weft_queue_join(&queue));
    return WEFT_OK;
}

/* get with a deadline racing put: a hundred in, a hundred out (asyncio#201, gh-92824). */
static int taken;

static int impatient(void *arg)
{
    small_queue *queue = arg;
    int item;

    while (taken < 100) {
        int err = weft_wait_for(weft_get(queue, &item), 0.01 * (1 + (int)(weft_random() * 3)));
        if (err == WEFT_OK)
            taken++;
        else
            EXPECT_IS(err, WEFT_TIMEOUT);
    }
    return WEFT_OK;
}

static int feeder(void *arg)
{
    small_queue *queue = arg;

    for (int i = 0; i < 100; i++) {
        WEFT_TRY(weft_sleep(0.01 * (int)(weft_random() * 4)));
        WEFT_TRY(weft_put(queue, &i));
    }
    return WEFT_OK;
}

static int nothing_lost(void *arg)
{
    small_queue queue = {0};

    (void)arg;
    taken = 0;
    WEFT_TRY(weft_gather({impatient, &queue}, {feeder, &queue}, {impatient, &queue}));
    EXPECT_IS(taken + (int)weft_queue_count(&queue), 100);
    EXPECT_IS(queue.queue.claimed_items, 0);
    EXPECT_IS(queue.queue.claimed_places, 0);
    return WEFT_OK;
}

typedef WEFT_GROWING_QUEUE(int) leaving_queue;

static int left_getter(void *arg)
{
    struct actor *self = arg;
    int item;

    self->result = weft_get((leaving_queue *)self->thing, &item);
    return WEFT_OK;
}

static int left_joiner(void *arg)
{
    struct actor *self = arg;

    self->result = weft_queue_join((leaving_queue *)self->thing);
    return WEFT_OK;
}

static int leaves_the_queue(void *arg)
{
    struct actor *all = arg;
    leaving_queue queue = {0};
    int item = 1;
    WEFT_FREE_AT_EXIT(&queue);

    for (int i = 0; i < 3; i++)
        all[i].thing = &queue;
    WEFT_TRY(weft_put(&queue, &item)); /* so that there is something to join */
    WEFT_TRY(weft_get(&queue, &item));
    weft_task tasks[] = {weft_spawn(left_getter, &all[0]), weft_spawn(left_getter, &all[1]), weft_spawn(left_joiner, &all[2])};
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_queue_free(&queue), WEFT_USAGE); /* they wait on it */
    WEFT_TRY(weft_put(&queue, &item));              /* the first getter's */
    EXPECT_IS(weft_queue_free(&queue), WEFT_USAGE);
    return tasks[2].slot ? WEFT_OK : WEFT_NO_MEMORY;
}

static int left_while_waited_on(void *arg)
{
    struct actor all[] = {{.result = 99}, {.result = 99}, {.result = 99}};

    (void)arg;
    WEFT_TRY(leaves_the_queue(all));
    (void)weft_task_cancel(weft_current());
    EXPECT_IS(weft_yield(), WEFT_CANCELLED); /* it was held back while the queue was left, and no longer */
    (void)weft_task_uncancel(weft_current());
    EXPECT_IS(all[0].result, WEFT_OK); /* it was promised this one, and had it before the queue was gone */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(all[1].result, WEFT_CLOSED);
    EXPECT_IS(all[2].result, WEFT_CLOSED);
    return WEFT_OK;
}

static int freed_and_used_again(void *arg)
{
    leaving_queue queue = {0};
    int item = 1, *nothing = NULL;

    (void)arg;
    EXPECT_IS(weft_put_nowait(&queue, nothing), WEFT_INVALID);
    EXPECT_IS(weft_put(&queue, nothing), WEFT_INVALID);
    EXPECT_IS(weft_get_nowait(&queue, nothing), WEFT_INVALID);
    EXPECT_IS(weft_get(&queue, nothing), WEFT_INVALID);
    for (int i = 0; i < 20; i++)
        WEFT_TRY(weft_put_nowait(&queue, &i));
    WEFT_TRY(weft_get(&queue, &item));
    WEFT_TRY(weft_queue_free(&queue));
    EXPECT(weft_queue_empty(&queue));
    EXPECT_IS(weft_task_done(&queue), WEFT_INVALID);
    WEFT_TRY(weft_queue_join(&queue));
    EXPECT_IS(weft_get_nowait(&queue, &item), WEFT_EMPTY);
    item = 7;
    WEFT_TRY(weft_put(&queue, &item));
    WEFT_TRY(weft_get(&queue, &item));
    EXPECT_IS(item, 7);
    return weft_queue_free(&queue);
}

/* Done was said before the item was taken: it is not subtracted twice. Found by tests/fuzz. */
static int done_too_early(void *arg)
{
    WEFT_QUEUE(int, 2) queue = {0};
    int item = 1;

    (void)arg;
    WEFT_TRY(weft_put(&queue, &item));
    EXPECT_IS(weft_task_done(&queue), WEFT_OK);
    weft_queue_shutdown(&queue, true);
    EXPECT_IS(weft_wait_for(weft_queue_join(&queue), 1), WEFT_OK);
    EXPECT_IS(weft_task_done(&queue), WEFT_INVALID);
    return WEFT_OK;
}

WEFT_TESTS(CASE(done_too_early, "a shutdown at once after too many were reported done"),
           CASE(first_in_first_out, "first in, first out, and exact counts"),
           CASE(last_in_first_out, "last in, first out"),
           CASE(by_priority, "by priority, equals in the order of arrival"),
           CASE(grows, "a growing queue keeps its order"),
           CASE(getter_cancelled_after_wake, "a woken getter that is cancelled keeps its item (bpo-23812)"),
           CASE(getter_cancelled_before_put, "a cancelled getter takes nothing"),
           CASE(putter_cancelled, "a cancelled putter's place goes to the next (asyncio#269)"),
           CASE(shutdown_drains, "shutdown wakes who waits and lets the rest drain (gh-117531)"),
           CASE(left_while_waited_on, "a queue that is left while tasks wait on it: they are told"),
           CASE(freed_and_used_again, "a queue that was freed is as new; nothing to put, nowhere to get to"),
           CASE(join_counts, "join waits for task_done"),
           CASE_ANY_ORDER(nothing_lost, "deadlines racing puts: a hundred in, a hundred out"))

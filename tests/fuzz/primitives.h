/* The operations on what tasks share: locks, events, semaphores, conditions, barriers, queues, futures. */
#ifndef PRIMITIVES_H
#define PRIMITIVES_H

#include "speech.h"

static int do_lock(struct actor *actor, const struct node *op)
{
    weft_lock *lock = &world.locks[argument(op, 0)];

    WEFT_TRY(SAY(weft_lock_acquire(lock)));
    int err = run(actor, body_of(op, 0));
    SAY(weft_lock_release(lock));
    return err;
}

static int do_unlock(struct actor *actor, const struct node *op)
{
    SAY(weft_lock_release(&world.locks[argument(op, 0)]));
    return WEFT_OK;
}

static int do_event_wait(struct actor *actor, const struct node *op)
{
    return SAY(weft_event_wait(&world.events[argument(op, 0)]));
}

static int do_event_set(struct actor *actor, const struct node *op)
{
    weft_event_set(&world.events[argument(op, 0)]);
    SAY(WEFT_OK);
    return WEFT_OK;
}

static int do_event_clear(struct actor *actor, const struct node *op)
{
    weft_event_clear(&world.events[argument(op, 0)]);
    SAY(WEFT_OK);
    return WEFT_OK;
}

static int take_permit(struct actor *actor, const struct node *op)
{
    struct semaphore *semaphore = &world.semaphores[argument(op, 0)];
    int err = weft_semaphore_acquire(&semaphore->semaphore);

    semaphore->acquired += !err;
    return SAY(err);
}

static int give_permit(struct actor *actor, const struct node *op)
{
    struct semaphore *semaphore = &world.semaphores[argument(op, 0)];
    int err = weft_semaphore_release(&semaphore->semaphore);

    semaphore->released += !err;
    SAY(err);
    return WEFT_OK;
}

static int do_semaphore(struct actor *actor, const struct node *op)
{
    WEFT_TRY(take_permit(actor, op));
    int err = run(actor, body_of(op, 0));
    give_permit(actor, op);
    return err;
}

static int do_condition(struct actor *actor, const struct node *op)
{
    weft_condition *condition = &world.conditions[argument(op, 0)];

    WEFT_TRY(SAY(weft_condition_acquire(condition)));
    int err = run(actor, body_of(op, 0));
    SAY(weft_condition_release(condition));
    return err;
}

static int do_condition_wait(struct actor *actor, const struct node *op)
{
    return SAY(weft_condition_wait(&world.conditions[argument(op, 0)]));
}

static int do_notify(struct actor *actor, const struct node *op)
{
    SAY(weft_condition_notify(&world.conditions[argument(op, 0)], (size_t)argument(op, 1)));
    return WEFT_OK;
}

static int do_barrier_wait(struct actor *actor, const struct node *op)
{
    uint32_t index = 0;
    int err = weft_barrier_wait(&world.barriers[argument(op, 0)], &index);

    return say(actor, op, err, "index %d", err ? -1 : (int)index);
}

static int do_barrier_reset(struct actor *actor, const struct node *op)
{
    weft_barrier_reset(&world.barriers[argument(op, 0)]);
    SAY(WEFT_OK);
    return WEFT_OK;
}

static int do_barrier_abort(struct actor *actor, const struct node *op)
{
    weft_barrier_abort(&world.barriers[argument(op, 0)]);
    SAY(WEFT_OK);
    return WEFT_OK;
}

/* ---- queues ---- */

static int say_put(struct actor *actor, const struct node *op, struct queue *queue, int err)
{
    queue->put += !err;
    return say(actor, op, err, "size %zu", queue->queue.count);
}

static int say_got(struct actor *actor, const struct node *op, struct queue *queue, int err, int item)
{
    queue->got += !err;
    return say(actor, op, err, "item %d size %zu", err ? 0 : item, queue->queue.count);
}

static int do_put(struct actor *actor, const struct node *op)
{
    struct queue *queue = &world.queues[argument(op, 0)];
    weft__queue_view view = view_of(queue);
    int item = argument(op, 1);

    return say_put(actor, op, queue, weft__queue_put(WEFT_HERE("queue"), &view, &item));
}

static int do_put_nowait(struct actor *actor, const struct node *op)
{
    struct queue *queue = &world.queues[argument(op, 0)];
    weft__queue_view view = view_of(queue);
    int item = argument(op, 1);

    say_put(actor, op, queue, weft__queue_put_nowait(WEFT_HERE("queue"), &view, &item));
    return WEFT_OK;
}

static int do_get(struct actor *actor, const struct node *op)
{
    struct queue *queue = &world.queues[argument(op, 0)];
    weft__queue_view view = view_of(queue);
    int item = 0, err = weft__queue_get(WEFT_HERE("queue"), &view, &item);

    return say_got(actor, op, queue, err, item);
}

static int do_get_nowait(struct actor *actor, const struct node *op)
{
    struct queue *queue = &world.queues[argument(op, 0)];
    weft__queue_view view = view_of(queue);
    int item = 0, err = weft__queue_get_nowait(WEFT_HERE("queue"), &view, &item);

    say_got(actor, op, queue, err, item);
    return WEFT_OK;
}

static int do_task_done(struct actor *actor, const struct node *op)
{
    SAY(weft_task_done(&world.queues[argument(op, 0)]));
    return WEFT_OK;
}

static int do_queue_join(struct actor *actor, const struct node *op)
{
    return SAY(weft_queue_join(&world.queues[argument(op, 0)]));
}

static int do_shutdown(struct actor *actor, const struct node *op)
{
    struct queue *queue = &world.queues[argument(op, 0)];
    size_t before = queue->queue.count;

    weft_queue_shutdown(queue, argument(op, 1) != 0);
    queue->thrown += before - queue->queue.count;
    say(actor, op, WEFT_OK, "size %zu", queue->queue.count);
    return WEFT_OK;
}

static int do_future_wait(struct actor *actor, const struct node *op)
{
    return SAY(weft_future_wait(&world.futures[argument(op, 0)]));
}

static int do_future_wait_shielded(struct actor *actor, const struct node *op)
{
    return SAY(weft_future_wait_shielded(&world.futures[argument(op, 0)]));
}

static int do_future_wait_within(struct actor *actor, const struct node *op)
{
    return SAY(weft_future_wait_within(&world.futures[argument(op, 0)], milliseconds(argument(op, 1))));
}

static int do_future_set(struct actor *actor, const struct node *op)
{
    SAY(weft_future_set(&world.futures[argument(op, 0)], NULL));
    return WEFT_OK;
}

static int do_future_fail(struct actor *actor, const struct node *op)
{
    weft_future *future = &world.futures[argument(op, 0)];
    char *text = world.texts[argument(op, 0)];

    if (!weft_future_done(future))
        snprintf(text, sizeof world.texts[0], "f%d", number_of(op));
    SAY(weft_future_fail_because(future, argument(op, 1), text));
    return WEFT_OK;
}

static int do_future_cancel(struct actor *actor, const struct node *op)
{
    weft_future *future = &world.futures[argument(op, 0)];

    SAY(argument(op, 1) ? weft_future_cancel_because(future, reason(argument(op, 1))) : weft_future_cancel(future));
    return WEFT_OK;
}

static int do_future_result(struct actor *actor, const struct node *op)
{
    SAY(weft_future_result(&world.futures[argument(op, 0)]));
    return WEFT_OK;
}

#endif

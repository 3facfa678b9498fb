/* What the tasks of a program share, and what must be true of it whenever the loop turns, in whatever order the tasks run. */
#ifndef WORLD_H
#define WORLD_H

#include "core/core.h"
#include "program.h"

enum { LOCKS = 2, CONDITIONS = 2, EVENTS = 2, SEMAPHORES = 2, QUEUES = 2, BARRIERS = 2, FUTURES = 4, HANDLES = 4, VARIABLES = 2,
       CHANNELS = 2, LIMITERS = 2, SLOTS = 12, ACTORS = 24, MOST_SLOTS = 3 };

/* A task of the program; number 0 stands for callbacks. */
struct actor {
    int number;
    const struct node *body;
    weft_group *group;         /* the innermost one that it has open */
    weft_timeout *timeout;     /* the same */
};

struct queue {
    weft_queue queue;
    int slots[MOST_SLOTS], capacity; /* 0: grows */
    size_t put, got, thrown;
};

/* Channel 0 goes from hand to hand, channel 1 has two places. */
struct channel {
    WEFT_CHANNEL(int, 0) direct;
    WEFT_CHANNEL(int, 2) spacious;
    WEFT_SENDER(int) out;
    WEFT_RECEIVER(int) in;
    size_t sent, received;
    bool closed;
};

struct semaphore {
    weft_semaphore semaphore;
    int first, released, acquired;
};

struct handle {
    weft_handle handle;
    const struct node *action;
    int future;                /* whose end it waits for; -1: no future's */
    weft_task of_task;         /* the same */
    bool pending;
};

/* A name for a task. One whose group has ended is gone, and nobody asks for it again. */
struct slot {
    weft_task task;
    const weft_group *group;
    bool used, gone;
};

static struct world {
    weft_lock locks[LOCKS];
    weft_condition conditions[CONDITIONS];
    weft_event events[EVENTS];
    struct semaphore semaphores[SEMAPHORES];
    struct queue queues[QUEUES];
    weft_barrier barriers[BARRIERS];
    weft_future futures[FUTURES];
    weft_future_link links[FUTURES];
    bool linked[FUTURES];
    struct channel channels[CHANNELS];
    weft_limiter limiters[LIMITERS];
    char texts[FUTURES][16];   /* what the failed ones say */
    struct handle handles[HANDLES];
    struct slot slots[SLOTS];
    struct actor actors[ACTORS];
    int actors_used;
    const struct node *bodies;
} world;

static weft_variable variables[VARIABLES];

/* The output of a program: its lines, or in a shuffled run only what is wrong. */
static char output[1 << 18];
static size_t output_used;
static bool quiet;

__attribute__((format(printf, 1, 2))) static void write_line(const char *format, ...)
{
    va_list arguments;

    if (output_used > sizeof output - 512)
        malformed("the output is too long");
    va_start(arguments, format);
    output_used += (size_t)vsnprintf(output + output_used, 256, format, arguments);
    va_end(arguments);
    output[output_used++] = '\n';
}

static weft__queue_view view_of(struct queue *queue)
{
    return (weft__queue_view){&queue->queue, (unsigned char *)queue->slots, (size_t)queue->capacity, sizeof queue->slots[0]};
}

static bool smaller(const void *a, const void *b)
{
    return *(const int *)a < *(const int *)b;
}

static void world_begin(const struct node *program)
{
    const struct node *semaphores = at(program, 0), *queues = at(program, 1), *barriers = at(program, 2);

    memset(&world, 0, sizeof world);
    for (int i = 0; i < SEMAPHORES; i++) {
        struct semaphore *semaphore = &world.semaphores[i];
        semaphore->first = at(at(semaphores, i), 0)->number;
        semaphore->semaphore.permits = semaphore->semaphore.bound = (uint32_t)semaphore->first;
        semaphore->semaphore.bounded = at(at(semaphores, i), 1)->number;
    }
    for (int i = 0; i < QUEUES; i++) {
        world.queues[i].capacity = at(at(queues, i), 0)->number;
        world.queues[i].queue.lifo = at(at(queues, i), 1)->number == 1;
        world.queues[i].queue.before = at(at(queues, i), 1)->number == 2 ? smaller : NULL;
    }
    for (int i = 0; i < BARRIERS; i++)
        world.barriers[i].parties = (uint32_t)at(barriers, i)->number;
    world.conditions[1].shared = &world.locks[0];
    for (int i = 0; i < HANDLES; i++)
        world.handles[i].future = -1;
    for (int i = 0; i < LIMITERS; i++)
        world.limiters[i].tokens = (uint32_t)i + 1;
    if (weft_channel_open(&world.channels[0].direct, &world.channels[0].out, &world.channels[0].in) ||
        weft_channel_open(&world.channels[1].spacious, &world.channels[1].out, &world.channels[1].in))
        malformed("a channel cannot be opened");
    world.bodies = at(program, 3);
    world.actors_used = 1;
}

/* ---- what must hold ---- */

static void hold(bool holds, const char *what, int index)
{
    if (!holds)
        write_line("broken: %s %d", what, index);
}

static bool unfinished(weft_task task)
{
    return !weft_task_ended(task);
}

/* Nobody waits for what is there. */
static void world_check(void)
{
    for (int i = 0; i < LOCKS; i++)
        hold(weft__list_empty(&world.locks[i].waiters) || unfinished(world.locks[i].owner), "tasks wait for nobody's lock", i);
    for (int i = 0; i < CONDITIONS; i++) {
        weft_lock *lock = &world.conditions[i].lock;
        hold(weft__list_empty(&lock->waiters) || unfinished(lock->owner), "tasks wait for nobody's condition", i);
    }
    for (int i = 0; i < EVENTS; i++)
        hold(weft__list_empty(&world.events[i].waiters) || !world.events[i].set, "a task waits for an event that is set", i);
    for (int i = 0; i < SEMAPHORES; i++) {
        const weft_semaphore *semaphore = &world.semaphores[i].semaphore;
        hold(weft__list_empty(&semaphore->waiters) || semaphore->permits == 0, "a task waits for a permit that is free", i);
        hold(!semaphore->bounded || semaphore->permits <= semaphore->bound, "more permits than there are", i);
    }
    for (int i = 0; i < QUEUES; i++) {
        const struct queue *queue = &world.queues[i];
        const weft_queue *inside = &queue->queue;
        size_t room = queue->capacity ? (size_t)queue->capacity : SIZE_MAX;
        hold(inside->count <= room, "more items than there is room for", i);
        hold(inside->claimed_items <= inside->count, "more items promised than there are", i);
        hold(inside->count + inside->claimed_places <= room, "more places promised than there are", i);
        hold(weft__list_empty(&inside->getters) || (inside->count == inside->claimed_items && !inside->shut),
             "a getter waits for an item that is there", i);
        hold(weft__list_empty(&inside->putters) || (inside->count + inside->claimed_places == room && !inside->shut),
             "a putter waits for a place that is free", i);
        hold(weft__list_empty(&inside->joiners) || inside->unfinished > 0, "a task waits for a queue that is done", i);
        hold(queue->put == queue->got + queue->thrown + inside->count, "items were lost or doubled in queue", i);
    }
    for (int i = 0; i < BARRIERS; i++)
        hold(weft_barrier_waiting(&world.barriers[i]) < world.barriers[i].parties, "all have come to the barrier", i);
    for (int i = 0; i < CHANNELS; i++) {
        const struct channel *channel = &world.channels[i];
        weft_channel_statistics now = i == 0 ? weft_channel_look(&channel->direct) : weft_channel_look(&channel->spacious);
        hold(now.used <= (i == 0 ? 0 : 2), "more in the channel than there are places", i);
        hold(now.waiting_senders == 0 || now.waiting_receivers == 0, "a sender and a receiver wait for each other in channel", i);
        hold(now.used == 0 || now.waiting_receivers == 0, "a receiver waits for an item that is there, in channel", i);
        hold(i == 0 || now.used == 2 || now.waiting_senders == 0, "a sender waits for a place that is free, in channel", i);
    }
    for (int i = 0; i < LIMITERS; i++)
        hold(weft__list_empty(&world.limiters[i].waiters) || world.limiters[i].borrowed >= world.limiters[i].tokens,
             "a task waits for a token that is free", i);
    for (int i = 0; i < FUTURES; i++)
        hold(weft__list_empty(&world.futures[i].waiters) || !world.futures[i].done, "a task waits for a future that is done", i);
}

/* At the end, when all that was handed over has been taken. */
static void world_check_end(void)
{
    world_check();
    for (int i = 0; i < SEMAPHORES; i++) {
        const struct semaphore *semaphore = &world.semaphores[i];
        hold((int)semaphore->semaphore.permits == semaphore->first + semaphore->released - semaphore->acquired,
             "permits were lost or doubled in semaphore", i);
    }
    for (int i = 0; i < LIMITERS; i++)
        hold(world.limiters[i].borrowed == 0, "tokens were not given back to limiter", i);
    for (int i = 0; i < CHANNELS; i++) {
        const struct channel *channel = &world.channels[i];
        weft_channel_statistics now = i == 0 ? weft_channel_look(&channel->direct) : weft_channel_look(&channel->spacious);
        hold(channel->closed || channel->sent == channel->received + now.used, "items were lost or doubled in channel", i);
        hold(channel->received <= channel->sent, "more came out than went into channel", i);
    }
    for (int i = 0; i < LOCKS; i++)
        hold(!world.locks[i].owner.slot || unfinished(world.locks[i].owner), "nobody holds lock", i);
}

/* Gives back what growing queues allocated; after a deadlock their waiters are no more. */
static void world_end(void)
{
    for (int i = 0; i < QUEUES; i++) {
        weft_queue *queue = &world.queues[i].queue;
        queue->getters = queue->putters = queue->joiners = (struct weft__list){0};
        queue->claimed_items = queue->claimed_places = 0;
        if (weft__queue_free(queue))
            malformed("a queue cannot be freed");
    }
}

#endif

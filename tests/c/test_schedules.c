/* What tasks share, in thousands of schedules: lock, semaphores, event, condition, barrier, queues, limiter, channels, future. See
 * schedules.h. */
#include "schedules.h"

/* ---- lock ---- */

static weft_lock lock;
static int inside;

static void lock_set(void)
{
    lock = (weft_lock){0};
    inside = 0;
}

static void lock_act(struct player *me)
{
    if (heard(me, weft_lock_acquire(&lock)))
        return;
    EXPECT_IS(inside++, 0);
    EXPECT_IS(lock.owner.slot, weft_current().slot);
    dawdle(me);
    EXPECT_IS(inside--, 1);
    EXPECT_IS(weft_lock_release(&lock), WEFT_OK);
    EXPECT_IS(weft_lock_release(&lock), WEFT_USAGE);
}

static void lock_check(void)
{
    EXPECT(!lock.waiters.first || lock.owner.slot);
}

static void lock_end(void)
{
    EXPECT(!weft_lock_locked(&lock) && !lock.waiters.first);
}

static int locks(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"lock", lock_set, lock_act, lock_check, NULL, nothing, lock_end});
}

/* ---- semaphores ---- */

static weft_semaphore semaphore;

static void semaphore_set(void)
{
    semaphore = (weft_semaphore)WEFT_SEMAPHORE(ROOM);
    inside = 0;
}

static void bounded_set(void)
{
    semaphore = (weft_semaphore)WEFT_BOUNDED_SEMAPHORE(ROOM);
    inside = 0;
}

static void semaphore_act(struct player *me)
{
    if (heard(me, weft_semaphore_acquire(&semaphore)))
        return;
    EXPECT(++inside <= ROOM);
    dawdle(me);
    inside--;
    EXPECT_IS(weft_semaphore_release(&semaphore), WEFT_OK);
}

/* A permit that was handed over is on its way to its new holder, so the sum is at most what there was. */
static void semaphore_check(void)
{
    EXPECT(!semaphore.waiters.first || semaphore.permits == 0);
    EXPECT((int)semaphore.permits + inside <= ROOM);
}

static void semaphore_end(void)
{
    EXPECT_IS(semaphore.permits, ROOM);
    EXPECT(!semaphore.waiters.first);
    EXPECT_IS(weft_semaphore_release(&semaphore), semaphore.bounded ? WEFT_INVALID : WEFT_OK);
}

static int semaphores(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"semaphore", semaphore_set, semaphore_act, semaphore_check, NULL, nothing, semaphore_end});
}

static int bounded_semaphores(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"bounded semaphore", bounded_set, semaphore_act, semaphore_check, NULL, nothing,
                                    semaphore_end});
}

/* ---- event ---- */

static weft_event event;

static void event_set(void)
{
    event = (weft_event){0};
}

static void event_act(struct player *me)
{
    if (me->number > 0) {
        (void)heard(me, weft_event_wait(&event));
        return;
    }
    weft_event_set(&event);
    dawdle(me);
    if (!closing)
        weft_event_clear(&event);
}

static void event_check(void)
{
    EXPECT(!event.waiters.first || !event.set);
}

static void event_close(void)
{
    weft_event_set(&event);
}

static void event_end(void)
{
    EXPECT(!event.waiters.first);
}

static int events(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"event", event_set, event_act, event_check, NULL, event_close, event_end});
}

/* ---- condition ---- */

static weft_condition condition;
static int news, made, used;

static void condition_set(void)
{
    condition = (weft_condition){0};
    news = made = used = 0;
}

static bool held_by_me(void)
{
    return condition.lock.owner.slot == weft_current().slot;
}

static void condition_act(struct player *me)
{
    if (heard(me, weft_condition_acquire(&condition)))
        return;
    if (me->number < 2) {
        news++, made++;
        EXPECT_IS(weft_condition_notify(&condition, 1), WEFT_OK);
        dawdle(me);
    } else {
        int err = WEFT_OK;
        while (err == WEFT_OK && news == 0 && !closing) {
            err = heard(me, weft_condition_wait(&condition));
            EXPECT(held_by_me()); /* whatever it returned */
        }
        if (err == WEFT_OK && news > 0)
            news--, used++;
    }
    EXPECT(held_by_me());
    EXPECT_IS(weft_condition_release(&condition), WEFT_OK);
}

static void condition_check(void)
{
    EXPECT(!condition.lock.waiters.first || condition.lock.owner.slot);
    EXPECT_IS(made, used + news);
}

static void condition_close(void)
{
    int err;

    do {
        err = weft_condition_acquire(&condition);
    } while (err == WEFT_CANCELLED);
    EXPECT_IS(weft_condition_notify_all(&condition), WEFT_OK);
    EXPECT_IS(weft_condition_release(&condition), WEFT_OK);
}

static void condition_end(void)
{
    condition_check();
    EXPECT(!condition.waiters.first && !weft_lock_locked(&condition.lock));
}

static int conditions(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"condition", condition_set, condition_act, condition_check, NULL, condition_close,
                                    condition_end});
}

/* ---- barrier ---- */

static weft_barrier barrier;
static int passed[PARTIES];

static void barrier_set(void)
{
    barrier = (weft_barrier)WEFT_BARRIER(PARTIES);
    memset(passed, 0, sizeof passed);
}

static void barrier_act(struct player *me)
{
    uint32_t index = 99;
    int err = weft_barrier_wait(&barrier, &index);

    if (err == WEFT_OK && index < PARTIES)
        passed[index]++;
    EXPECT((err == WEFT_OK) == (index < PARTIES));
    EXPECT(err != WEFT_BROKEN || closing);
    (void)heard(me, err);
}

static void barrier_check(void)
{
    EXPECT(weft_barrier_waiting(&barrier) < PARTIES);
}

static void barrier_close(void)
{
    weft_barrier_abort(&barrier);
}

/* Each time it opened it let one go with each number. */
static void barrier_end(void)
{
    EXPECT_IS(passed[0], passed[1]);
    EXPECT_IS(passed[1], passed[2]);
    EXPECT_IS(weft_barrier_waiting(&barrier), 0);
}

static int barriers(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"barrier", barrier_set, barrier_act, barrier_check, NULL, barrier_close, barrier_end});
}

/* ---- queues: an item is its putter's number and how many that one has put ---- */

struct item { int from, number; };
typedef WEFT_QUEUE(struct item, ROOM) bounded_queue;
typedef WEFT_GROWING_QUEUE(struct item) growing_queue;

static bounded_queue bounded;
static growing_queue growing;
static bool grows;
static int put, got;

static bool comes_before(const void *a, const void *b)
{
    return ((const struct item *)a)->from > ((const struct item *)b)->from;
}

static weft_queue *queue_now(void)
{
    return grows ? &growing.queue : &bounded.queue;
}

static void set_queues(bool to_grow, bool lifo, bool by_priority)
{
    grows = to_grow;
    bounded = (bounded_queue){.queue = {.lifo = lifo, .before = by_priority ? comes_before : NULL}};
    growing = (growing_queue){.queue = bounded.queue};
    put = got = 0;
}

static void fifo_set(void)
{
    set_queues(false, false, false);
}

static void growing_set(void)
{
    set_queues(true, false, false);
}

static void lifo_set(void)
{
    set_queues(false, true, false);
}

static void priority_set(void)
{
    set_queues(false, false, true);
}

static int put_item(const struct item *item)
{
    if (chance(3) == 0)
        return grows ? weft_put_nowait(&growing, item) : weft_put_nowait(&bounded, item);
    return grows ? weft_put(&growing, item) : weft_put(&bounded, item);
}

static int get_item(struct item *item)
{
    if (chance(3) == 0)
        return grows ? weft_get_nowait(&growing, item) : weft_get_nowait(&bounded, item);
    return grows ? weft_get(&growing, item) : weft_get(&bounded, item);
}

static void queue_act(struct player *me)
{
    struct item item = {me->number, me->last[me->number] + 1};

    if (me->number < PLAYERS / 2) {
        int err = put_item(&item);
        if (err == WEFT_OK)
            put++, me->last[me->number]++;
        EXPECT(err != WEFT_CLOSED || closing);
        EXPECT(err != WEFT_OK || !queue_now()->shut);
        (void)heard(me, err);
        return;
    }
    int err = get_item(&item);
    if (err == WEFT_OK) {
        got++;
        if (!queue_now()->lifo) /* of one putter's items, the older first */
            EXPECT(item.number > me->last[item.from]);
        me->last[item.from] = item.number;
        EXPECT_IS(weft__queue_task_done(queue_now()), WEFT_OK);
    }
    (void)heard(me, err);
}

static void queue_check(void)
{
    const weft_queue *queue = queue_now();

    EXPECT_IS(put, got + (int)queue->count);
    EXPECT_IS(queue->unfinished, queue->count);
    EXPECT(!queue->getters.first || queue->count == queue->claimed_items);
    EXPECT(!queue->putters.first || (!grows && queue->count + queue->claimed_places == ROOM));
    EXPECT(grows || queue->count + queue->claimed_places <= ROOM);
}

static void queue_close(void)
{
    weft__queue_shutdown(queue_now(), false);
}

static void queue_end(void)
{
    weft_queue *queue = queue_now();
    struct item item;

    queue_check();
    EXPECT(!queue->getters.first && !queue->putters.first);
    EXPECT_IS(queue->claimed_items + queue->claimed_places, 0);
    while ((grows ? weft_get_nowait(&growing, &item) : weft_get_nowait(&bounded, &item)) == WEFT_OK)
        got++;
    EXPECT_IS(put, got);
    EXPECT_IS(weft__queue_free(queue), WEFT_OK);
}

static int play_queue(const char *name, void (*set)(void))
{
    return play_all(&(struct scene){name, set, queue_act, queue_check, NULL, queue_close, queue_end});
}

static int queues(void *arg)
{
    (void)arg;
    return play_queue("queue", fifo_set);
}

static int growing_queues(void *arg)
{
    (void)arg;
    return play_queue("growing queue", growing_set);
}

static int lifo_queues(void *arg)
{
    (void)arg;
    return play_queue("LIFO queue", lifo_set);
}

static int priority_queues(void *arg)
{
    (void)arg;
    return play_queue("priority queue", priority_set);
}

/* ---- join of a queue ---- */

static int at_work; /* items that were taken and not reported done */

static void queue_join_set(void)
{
    set_queues(false, false, false);
    at_work = 0;
}

static void queue_join_act(struct player *me)
{
    struct item item = {me->number, 0};

    if (me->number < 2) {
        int err = put_item(&item);
        put += err == WEFT_OK;
        (void)heard(me, err);
    } else if (me->number == 2) {
        int err = get_item(&item);
        if (err == WEFT_OK)
            got++, at_work++;
        (void)heard(me, err);
        if (err)
            return;
        dawdle(me);
        at_work--;
        EXPECT_IS(weft_task_done(&bounded), WEFT_OK);
    } else {
        (void)heard(me, weft_queue_join(&bounded));
    }
}

static void queue_join_check(void)
{
    const weft_queue *queue = queue_now();

    EXPECT_IS(put, got + (int)queue->count);
    EXPECT_IS((int)queue->unfinished, (int)queue->count + at_work);
    EXPECT(!queue->joiners.first || queue->unfinished > 0);
}

static void queue_join_close(void)
{
    int before = (int)bounded.queue.count;

    weft_queue_shutdown(&bounded, true);
    put -= before - (int)bounded.queue.count;
}

static void queue_join_end(void)
{
    queue_join_check();
    EXPECT_IS(bounded.queue.unfinished, 0);
    EXPECT(!bounded.queue.joiners.first);
    EXPECT_IS(weft_task_done(&bounded), WEFT_INVALID);
}

static int queue_joins(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"join of a queue", queue_join_set, queue_join_act, queue_join_check, NULL, queue_join_close,
                                    queue_join_end});
}

/* ---- limiter ---- */

static weft_limiter limiter;

static void limiter_set(void)
{
    limiter = (weft_limiter)WEFT_LIMITER(ROOM);
    inside = 0;
}

static void limiter_act(struct player *me)
{
    weft_loan loan = {0};

    if (heard(me, weft_limiter_borrow(&limiter, &loan)))
        return;
    EXPECT(++inside <= PARTIES); /* the most that poke allows */
    dawdle(me);
    inside--;
    EXPECT_IS(weft_limiter_return(&limiter, &loan), WEFT_OK);
}

static void limiter_check(void)
{
    EXPECT(!limiter.waiters.first || limiter.borrowed >= limiter.tokens);
    EXPECT((int)limiter.borrowed >= inside);
}

static void limiter_poke(void)
{
    weft_limiter_resize(&limiter, (uint32_t)chance(PARTIES + 1));
}

static void limiter_close(void)
{
    weft_limiter_resize(&limiter, 1);
}

static void limiter_end(void)
{
    EXPECT_IS(limiter.borrowed, 0);
    EXPECT(!limiter.waiters.first && limiter.borrowed == 0);
}

static int limiters(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"limiter", limiter_set, limiter_act, limiter_check, limiter_poke, limiter_close,
                                    limiter_end});
}

/* ---- channels ---- */

typedef WEFT_CHANNEL(struct item, ROOM) roomy_channel;
typedef WEFT_CHANNEL(struct item, 0) meeting_channel;
typedef WEFT_GROWING_CHANNEL(struct item) boundless_channel;
typedef WEFT_SENDER(struct item) item_sender;
typedef WEFT_RECEIVER(struct item) item_receiver;

static roomy_channel roomy;
static meeting_channel meeting;
static boundless_channel boundless;
static weft_channel *channel;
static item_sender senders[PLAYERS / 2];
static item_receiver receivers[PLAYERS / 2];

static void clone_ends(void)
{
    EXPECT_IS(weft_end_clone(&senders[0], &senders[1]), WEFT_OK);
    EXPECT_IS(weft_end_clone(&receivers[0], &receivers[1]), WEFT_OK);
    put = got = 0;
}

static void roomy_set(void)
{
    EXPECT_IS(weft_channel_open(&roomy, &senders[0], &receivers[0]), WEFT_OK);
    channel = &roomy.channel;
    clone_ends();
}

static void meeting_set(void)
{
    EXPECT_IS(weft_channel_open(&meeting, &senders[0], &receivers[0]), WEFT_OK);
    channel = &meeting.channel;
    clone_ends();
}

static void boundless_set(void)
{
    EXPECT_IS(weft_channel_open(&boundless, &senders[0], &receivers[0]), WEFT_OK);
    channel = &boundless.channel;
    clone_ends();
}

static void channel_act(struct player *me)
{
    struct item item = {me->number, me->last[me->number] + 1};

    if (me->number < PLAYERS / 2) {
        item_sender *out = &senders[me->number];
        int err = heard(me, chance(3) == 0 ? weft_send_nowait(out, &item) : weft_send(out, &item));
        if (err == WEFT_OK)
            put++, me->last[me->number]++;
        EXPECT(err != WEFT_USAGE || closing);
        if (chance(6) == 0)
            weft_end_close(out), me->over = true;
        return;
    }
    item_receiver *in = &receivers[me->number - PLAYERS / 2];
    do { /* to the end, or an item could be left */
        int err = heard(me, weft_receive(in, &item));
        if (err == WEFT_OK) {
            got++;
            EXPECT(item.number > me->last[item.from]);
            me->last[item.from] = item.number;
        }
        me->over = err == WEFT_CLOSED;
    } while (!me->over);
    weft_end_close(in);
}

static void channel_check(void)
{
    EXPECT(!channel->receivers.first || (channel->buffer.count == 0 && !channel->senders.first));
    EXPECT(!channel->senders.first || channel->buffer.count == channel->places);
    EXPECT(!channel->receivers.first || channel->open_senders > 0);
}

static void channel_close(void)
{
    weft_end_close(&senders[0]);
    weft_end_close(&senders[1]);
}

static void channel_end(void)
{
    struct item item;

    for (int i = 0; i < PLAYERS / 2; i++) { /* of a receiver that could not be spawned, or never began */
        while (weft_receive_nowait(&receivers[i], &item) == WEFT_OK)
            got++;
        weft_end_close(&receivers[i]);
    }
    EXPECT_IS(put, got);
    EXPECT(!channel->senders.first && !channel->receivers.first);
}

static int play_channel(const char *name, void (*set)(void))
{
    return play_all(&(struct scene){name, set, channel_act, channel_check, NULL, channel_close, channel_end});
}

static int channels(void *arg)
{
    (void)arg;
    return play_channel("channel", roomy_set);
}

static int meeting_channels(void *arg)
{
    (void)arg;
    return play_channel("channel without places", meeting_set);
}

static int growing_channels(void *arg)
{
    (void)arg;
    return play_channel("growing channel", boundless_set);
}

/* ---- future ---- */

static weft_future futures[ROUNDS];
static int next_future;

static void future_set(void)
{
    memset(futures, 0, sizeof futures);
    next_future = 0;
}

static void settle_next(void)
{
    if (next_future == ROUNDS)
        return;
    weft_future *future = &futures[next_future++];
    EXPECT_IS(chance(2) ? weft_future_set(future, &put) : weft_future_fail(future, 7), WEFT_OK);
    EXPECT_IS(weft_future_set(future, NULL), WEFT_CLOSED);
}

static void future_act(struct player *me)
{
    if (me->number == 0) {
        settle_next();
        return;
    }
    int which = chance(ROUNDS), err = heard(me, weft_future_wait_shielded(&futures[which]));
    EXPECT(err == WEFT_CANCELLED || err == weft_future_result(&futures[which]));
}

static void future_check(void)
{
    for (int i = 0; i < ROUNDS; i++)
        EXPECT(!futures[i].waiters.first || !weft_future_done(&futures[i]));
}

static void future_close(void)
{
    while (next_future < ROUNDS)
        settle_next();
}

static int futures_of_many(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"future", future_set, future_act, future_check, NULL, future_close, future_check});
}

/* ---- a chain of two futures each: what becomes of the source becomes of the destination, a cancel goes back ---- */

static weft_future sources[PLAYERS], destinations[PLAYERS];
static weft_future_link links[PLAYERS];

static void chain_set(void)
{
    memset(sources, 0, sizeof sources);
    memset(destinations, 0, sizeof destinations);
    for (int i = 0; i < PLAYERS; i++) {
        links[i] = (weft_future_link){.source = NULL};
        EXPECT_IS(weft_future_chain(&links[i], &sources[i], &destinations[i]), WEFT_OK);
    }
}

static void settle_source(int which)
{
    int how = chance(3);

    (void)(how == 0   ? weft_future_set(&sources[which], &put)
           : how == 1 ? weft_future_fail(&sources[which], 7)
                      : weft_future_cancel(&sources[which]));
}

static void chain_act(struct player *me)
{
    int which = chance(PLAYERS);

    if (me->number == 0) {
        settle_source(which);
        return;
    }
    int err = weft_future_wait(&destinations[which]);
    EXPECT(weft_future_done(&destinations[which]));
    EXPECT(err == WEFT_CANCELLED || err == weft_future_result(&destinations[which]));
    (void)heard_if_mine(me, err);
}

static void chain_check(void)
{
    for (int i = 0; i < PLAYERS; i++)
        EXPECT(!destinations[i].waiters.first || !weft_future_done(&destinations[i]));
}

static void chain_close(void)
{
    for (int i = 0; i < PLAYERS; i++)
        settle_source(i);
}

static void chain_end(void)
{
    for (int turns = 0; turns < 3; turns++) { /* the last callbacks */
        int err = weft_yield();
        (void)err;
    }
    for (int i = 0; i < PLAYERS; i++) {
        int source = weft_future_result(&sources[i]), destination = weft_future_result(&destinations[i]);
        EXPECT(destination == source || destination == WEFT_CANCELLED); /* cancelled as the source was settled */
        EXPECT(destination != WEFT_PENDING && source != WEFT_PENDING);
        EXPECT(!weft_handle_cancel(&links[i].forth) && !weft_handle_cancel(&links[i].back));
    }
}

static int chains(void *arg)
{
    (void)arg;
    return play_all(&(struct scene){"chain of futures", chain_set, chain_act, chain_check, NULL, chain_close, chain_end});
}

WEFT_TESTS(CASE(locks, "lock"), CASE(semaphores, "semaphore"), CASE(bounded_semaphores, "bounded semaphore"),
           CASE(events, "event"), CASE(conditions, "condition"), CASE(barriers, "barrier"), CASE(queues, "queue"),
           CASE(growing_queues, "growing queue"), CASE(lifo_queues, "LIFO queue"), CASE(priority_queues, "priority queue"),
           CASE(queue_joins, "join of a queue"), CASE(limiters, "limiter"), CASE(channels, "channel"),
           CASE(meeting_channels, "channel without places"), CASE(growing_channels, "growing channel"),
           CASE(futures_of_many, "future"), CASE(chains, "chain of futures"))

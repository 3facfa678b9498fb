/* Queues: first in first out, last in first out, or by priority; with their slots inside, or growing.
 *
 * A getter that is woken has a claim on one item, a woken putter on one free slot: nobody else may take it, and which item it is
 * is decided when the getter runs. So nothing is lost when a waiter is cancelled at that moment, and nobody barges in.
 *
 * The slots are a ring, sorted for a priority queue: a put finds its place by halving and moves what comes after it. A heap
 * would need a number beside each item to keep equals in order, and a place for it; queues between tasks are short. */
#include "core/wait.h"

static int64_t places(const weft_resource *resource)
{
    const weft_queue *queue = weft__owner(resource, const weft_queue, resource);

    return queue->most ? (int64_t)queue->most : queue->grown ? 0 : (int64_t)queue->room;
}

static weft_resource_kind a_queue = {.name = "queue", .noun = "the queue", .capacity = places};
static weft_wait_kind for_item = {.name = "get", .words = "waits for an item in", .of = &a_queue};
static weft_wait_kind for_place = {.name = "put", .words = "waits for a free slot in", .of = &a_queue};
static weft_wait_kind until_done = {.name = "drain", .words = "waits until all is done in", .of = &a_queue};

static void level(weft_queue *queue)
{
    weft__level(&queue->resource, &a_queue, NULL, (int64_t)queue->count);
}

static size_t room_of(const weft__queue_view *view)
{
    if (view->capacity)
        return view->capacity;
    return view->queue->grown ? view->queue->room : 1;
}

static unsigned char *slot(const weft__queue_view *view, size_t index)
{
    weft_queue *queue = view->queue;
    unsigned char *slots = queue->grown ? queue->grown : view->slots;

    size_t room = room_of(view), at = queue->head + index;

    return slots + (at < room ? at : at - room) * view->item_bytes;
}

/* Doubles a growing queue's slots; the items move to the start of the new ones. */
static bool grow(const weft__queue_view *view)
{
    weft_queue *queue = view->queue;
    size_t room = room_of(view) < 8 ? 8 : room_of(view) * 2;

    if (queue->most && room > queue->most)
        room = queue->most;
    if (room > SIZE_MAX / 2 / view->item_bytes)
        return false;
    unsigned char *grown = weft__alloc(room * view->item_bytes);
    if (!grown)
        return false;
    for (size_t i = 0; i < queue->count; i++)
        memcpy(grown + i * view->item_bytes, slot(view, i), view->item_bytes);
    weft__free(queue->grown, queue->grown_bytes);
    queue->grown = grown;
    queue->grown_bytes = room * view->item_bytes;
    queue->room = room;
    queue->head = 0;
    return true;
}

/* Where a new item goes: behind all that it does not come before. */
static size_t position(const weft__queue_view *view, const void *item)
{
    size_t low = 0, high = view->queue->count;

    if (!view->queue->before)
        return high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view->queue->before(item, slot(view, middle)))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void insert(const weft__queue_view *view, const void *item)
{
    weft_queue *queue = view->queue;
    size_t index = position(view, item);

    for (size_t i = queue->count; i > index; i--)
        memcpy(slot(view, i), slot(view, i - 1), view->item_bytes);
    memcpy(slot(view, index), item, view->item_bytes);
    queue->count++;
    queue->unfinished++; /* mutant: queue-unfinished */
    level(queue);
    if (weft__wake_first(&queue->getters, WEFT_OK, true)) /* mutant: queue-item-handed */
        queue->claimed_items++;
}

static void take(const weft__queue_view *view, void *item)
{
    weft_queue *queue = view->queue;

    if (queue->lifo) {
        memcpy(item, slot(view, queue->count - 1), view->item_bytes);
    } else {
        memcpy(item, slot(view, 0), view->item_bytes);
        queue->head = queue->head + 1 < room_of(view) ? queue->head + 1 : 0;
    }
    queue->count--;
    level(queue);
    if (weft__wake_first(&queue->putters, WEFT_OK, true)) /* mutant: queue-place-handed */
        queue->claimed_places++;
}

/* How many items it may hold; SIZE_MAX: any number. */
static size_t limit_of(const weft__queue_view *view)
{
    size_t inside = view->capacity ? view->capacity : SIZE_MAX, most = view->queue->most;

    return most && most < inside ? most : inside;
}

/* Free slots that nobody has a claim on. */
static bool has_place(const weft__queue_view *view)
{
    return view->queue->count + view->queue->claimed_places < limit_of(view);
}

static int park(weft_place *place, weft_queue *queue, weft_wait_kind *kind, struct weft__list *list)
{
    return weft__park(&(struct weft__wait){.place = place, .kind = kind, .list = list, .resource = &queue->resource});
}

/* For readers of the trace: a queue with its slots inside has that many. */
static void note_room(const weft__queue_view *view)
{
    if (view->capacity)
        view->queue->room = view->capacity;
}

static int room_for_one(const weft__queue_view *view)
{
    if (!view->capacity && view->queue->count + view->queue->claimed_places >= room_of(view) && !grow(view))
        return WEFT_NO_MEMORY;
    return WEFT_OK;
}

int weft__queue_put_nowait(weft_place *place, const weft__queue_view *view, const void *item)
{
    if (!item)
        return WEFT_INVALID;
    weft__name_by_place(&view->queue->resource, place);
    note_room(view);
    if (view->queue->shut)
        return WEFT_CLOSED;
    if (!has_place(view))
        return WEFT_FULL;
    WEFT_TRY(room_for_one(view));
    insert(view, item);
    return WEFT_OK;
}

int weft__queue_put(weft_place *place, const weft__queue_view *view, const void *item)
{
    weft_queue *queue = view->queue;

    if (!weft__self())
        return WEFT_USAGE;
    int err = weft__queue_put_nowait(place, view, item);
    if (err != WEFT_FULL)
        return err;
    WEFT_TRY(park(place, queue, &for_place, &queue->putters));
    queue->claimed_places--;
    /* mutant: queue-shut-since */
    if (queue->shut) /* since its wake: a task that drains the queue knows already that nothing more comes */
        return WEFT_CLOSED;
    insert(view, item);
    return WEFT_OK;
}

int weft__queue_get_nowait(weft_place *place, const weft__queue_view *view, void *item)
{
    weft_queue *queue = view->queue;

    if (!item)
        return WEFT_INVALID;
    weft__name_by_place(&queue->resource, place);
    note_room(view);
    if (queue->count <= queue->claimed_items) /* mutant: queue-empty */
        return queue->shut ? WEFT_CLOSED : WEFT_EMPTY;
    take(view, item);
    return WEFT_OK;
}

int weft__queue_get(weft_place *place, const weft__queue_view *view, void *item)
{
    weft_queue *queue = view->queue;

    if (!weft__self())
        return WEFT_USAGE;
    int err = weft__queue_get_nowait(place, view, item);
    if (err != WEFT_EMPTY)
        return err;
    WEFT_TRY(park(place, queue, &for_item, &queue->getters));
    queue->claimed_items--;
    take(view, item);
    return WEFT_OK;
}

bool weft__queue_empty(const weft_queue *queue)
{
    return queue->count <= queue->claimed_items; /* mutant: queue-empty-claimed */
}

bool weft__queue_full(const weft__queue_view *view)
{
    return !has_place(view); /* mutant: queue-full-claimed */
}

int weft__queue_task_done(weft_queue *queue)
{
    if (queue->unfinished == 0)
        return WEFT_INVALID;
    if (--queue->unfinished == 0)
        weft__wake_all(&queue->joiners, WEFT_OK, false);
    return WEFT_OK;
}

int weft__queue_join(weft_place *place, weft_queue *queue)
{
    if (!weft__self())
        return WEFT_USAGE;
    weft__name_by_place(&queue->resource, place);
    return queue->unfinished == 0 ? WEFT_OK : park(place, queue, &until_done, &queue->joiners);
}

void weft__queue_shutdown(weft_queue *queue, bool at_once)
{
    queue->shut = true;
    if (at_once) { /* what is promised to woken getters stays theirs */
        size_t thrown_away = queue->count - queue->claimed_items; /* mutant: queue-thrown-away */
        queue->count -= thrown_away;
        queue->unfinished -= thrown_away < queue->unfinished ? thrown_away : queue->unfinished; /* some may be reported done already */
        level(queue);
        if (queue->unfinished == 0)
            weft__wake_all(&queue->joiners, WEFT_OK, false);
    }
    weft__wake_all(&queue->getters, WEFT_CLOSED, false); /* mutant: queue-shut-getters */
    weft__wake_all(&queue->putters, WEFT_CLOSED, false);
}

int weft__queue_free(weft_queue *queue)
{
    if (queue->getters.first || queue->putters.first || queue->joiners.first || queue->claimed_items || queue->claimed_places)
        return WEFT_USAGE;
    weft__free(queue->grown, queue->grown_bytes);
    queue->grown = NULL;
    queue->room = queue->head = queue->count = queue->unfinished = 0;
    level(queue);
    return WEFT_OK;
}

void weft__queue_leave(weft_queue **left)
{
    weft_queue *queue = *left;

    weft__queue_shutdown(queue, true);
    weft__wake_all(&queue->joiners, WEFT_CLOSED, false);
    if (weft__self())
        weft__task_hold_back();
    while (weft__self() && (queue->claimed_items || queue->claimed_places)) { /* they have been woken and will come for it */
        int err = weft__task_yield(weft__last_place());
        (void)err;
    }
    if (weft__self())
        weft__task_let_through();
    int err = weft__queue_free(queue);
    (void)err;
}

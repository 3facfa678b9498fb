/* Memory that goes with a call, or with a task that is none. */
#include "io/library.h"

#include "core/functions.h"

enum { PIECE_BYTES = 1024, ALIGN = 8 };

struct weft__piece {
    struct weft__piece *next;
    size_t size; /* of all of it */
    _Alignas(ALIGN) char bytes[];
};

/* Of a task that is no call. */
struct belonging {
    struct weft__owner owner;
    struct belonging *next;
    weft_task task;
    weft_handle end;
};

static struct belonging *belongings;

void *weft__call_room(struct weft__owner *owner, size_t bytes)
{
    size_t wanted = (bytes + ALIGN - 1) & ~(size_t)(ALIGN - 1);

    if (wanted < bytes)
        return NULL;
    if ((size_t)(owner->end - owner->at) < wanted) {
        bool is_large = wanted > PIECE_BYTES / 4; /* then what is left of the newest piece stays in use */
        size_t size = sizeof(struct weft__piece) + (is_large ? wanted : PIECE_BYTES);
        struct weft__piece *piece = size < wanted ? NULL : weft__alloc(size);
        if (!piece)
            return NULL;
        *piece = (struct weft__piece){.next = owner->pieces, .size = size};
        owner->pieces = piece;
        if (is_large)
            return piece->bytes;
        owner->at = piece->bytes;
        owner->end = piece->bytes + PIECE_BYTES;
    }
    void *room = owner->at;
    owner->at += wanted;
    return room;
}

void weft__owner_clear(struct weft__owner *owner)
{
    for (struct weft__piece *piece = owner->pieces, *next; piece; piece = next) {
        next = piece->next;
        weft__free(piece, piece->size);
    }
    *owner = (struct weft__owner){0};
}

static void release(struct belonging *belonging)
{
    struct belonging **at = &belongings;

    while (*at != belonging)
        at = &(*at)->next;
    *at = belonging->next;
    weft__owner_clear(&belonging->owner);
    weft__free(belonging, sizeof *belonging);
}

static void ended(void *arg)
{
    release(arg);
}

static void forget(void)
{
    while (belongings)
        release(belongings);
}

static struct weft__ending ending = {.forget = forget};

static struct weft__owner *owner_of_task(struct weft__task *task)
{
    static weft_place place = {.file = "library", .function = "weft_memory", .words = "memory"};
    weft_task name = weft__task_name(task);

    for (struct belonging *one = belongings; one; one = one->next)
        if (weft_task_same(one->task, name))
            return &one->owner;
    struct belonging *made = weft__alloc(sizeof *made);
    if (!made)
        return NULL;
    weft__at_end(&ending);
    *made = (struct belonging){.task = name, .next = belongings};
    belongings = made;
    if (weft_task_on_done(&place, name, &made->end, ended, made)) {
        release(made);
        return NULL;
    }
    return &made->owner;
}

struct weft__owner *weft__owner_now(void)
{
    struct weft__task *self = weft__self();

    if (!self)
        return weft__call_without_task ? &weft__call_without_task->owner : NULL;
    struct weft__call *call = weft__call_of(self);
    return call ? &call->owner : owner_of_task(self);
}

void *weft_memory(size_t bytes)
{
    struct weft__owner *owner = weft__owner_now();

    return owner ? weft__call_room(owner, bytes) : NULL;
}

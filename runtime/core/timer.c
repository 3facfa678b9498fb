/* Timers: a pairing heap ordered by (due, registration). The links live in the timers, which live on their waiters' stacks, so
 * setting one never allocates and taking one off anywhere is cheap. */
#include "core/core.h"

static struct weft__timer *heap; /* the earliest */
static size_t scheduled;
static uint64_t registered;

static bool before(const struct weft__timer *a, const struct weft__timer *b)
{
    return a->due != b->due ? a->due < b->due : a->sequence < b->sequence; /* mutant: timer-order */
}

/* The later of two heaps becomes the first child of the earlier. */
static struct weft__timer *meld(struct weft__timer *a, struct weft__timer *b)
{
    if (!a || !b)
        return a ? a : b;
    if (before(b, a)) {
        struct weft__timer *swap = a;
        a = b;
        b = swap;
    }
    b->previous = a;
    b->sibling = a->child;
    if (a->child)
        a->child->previous = b;
    a->child = b;
    a->sibling = a->previous = NULL;
    return a;
}

/* Melds a row of siblings into one heap: in pairs from the left, then the pairs from the right. */
static struct weft__timer *meld_row(struct weft__timer *row)
{
    struct weft__timer *pairs = NULL;

    while (row) {
        struct weft__timer *a = row, *b = row->sibling;
        row = b ? b->sibling : NULL;
        a->sibling = a->previous = NULL;
        if (b)
            b->sibling = b->previous = NULL;
        a = meld(a, b);
        a->sibling = pairs;
        pairs = a;
    }
    struct weft__timer *result = NULL;
    while (pairs) {
        struct weft__timer *rest = pairs->sibling;
        pairs->sibling = NULL;
        result = meld(result, pairs);
        pairs = rest;
    }
    return result;
}

static void take_off(struct weft__timer *timer)
{
    if (timer == heap) {
        heap = meld_row(timer->child);
    } else {
        if (timer->previous->child == timer)
            timer->previous->child = timer->sibling;
        else
            timer->previous->sibling = timer->sibling;
        if (timer->sibling)
            timer->sibling->previous = timer->previous;
        heap = meld(heap, meld_row(timer->child));
    }
    timer->child = timer->sibling = timer->previous = NULL;
    timer->scheduled = false;
    scheduled--;
}

void weft__timer_set(struct weft__timer *timer, int64_t due, struct weft__timer_kind *kind, const struct weft__task *task,
                     const weft_place *place)
{
    weft__assert(!timer->scheduled && !timer->ready.queued);
    timer->due = due;
    timer->sequence = ++registered;
    timer->kind = kind;
    timer->child = timer->sibling = timer->previous = NULL;
    timer->scheduled = true;
    heap = meld(heap, timer);
    scheduled++;
    WEFT__TRACE(weft__trace_timer(WEFT__TIMER_SET, timer, task, place));
}

bool weft__timer_cancel(struct weft__timer *timer)
{
    if (timer->ready.queued) /* mutant: timer-cancelled */
        weft__unready(&timer->ready);
    else if (timer->scheduled) {
        take_off(timer);
        WEFT__TRACE(weft__trace_timer(WEFT__TIMER_OFF, timer, NULL, NULL));
    } else
        return false;
    return true;
}

struct weft__timer *weft__timer_first(void)
{
    return heap;
}

size_t weft__timers_scheduled(void)
{
    return scheduled;
}

void weft__timer_make_due(struct weft__timer *timer)
{
    take_off(timer);
    weft__ready_join(&timer->ready, WEFT__DUE);
    WEFT__TRACE(weft__trace_timer(WEFT__TIMER_DUE, timer, NULL, NULL));
}

void weft__timers_make_due(int64_t now)
{
    while (heap && heap->due <= now)
        weft__timer_make_due(heap);
}

/* Walks the heap without a stack of its own: down to the children, along the siblings, back up by `previous`. */
void weft__timers_each(void (*visit)(const struct weft__timer *timer))
{
    const struct weft__timer *timer = heap;

    while (timer) {
        visit(timer);
        if (timer->child) {
            timer = timer->child;
            continue;
        }
        while (timer && !timer->sibling) {
            const struct weft__timer *up = timer->previous;
            while (up && up->child != timer) { /* back along the siblings to the parent */
                timer = up;
                up = up->previous;
            }
            timer = up;
        }
        if (timer)
            timer = timer->sibling;
    }
}

/* At the end of a run: timers left by the program are forgotten. */
void weft__timers_forget(void)
{
    while (heap)
        take_off(heap);
    registered = 0;
}

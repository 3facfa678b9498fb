/* Waiting until all other tasks wait. The loop asks here when nothing is ready, before it lets time pass. */
#include "core/core.h"
#include "core/functions.h"

/* A task that waits so, on its own stack; the shortest cushion first. */
struct blocked {
    struct weft__node node;
    struct weft__task *task;
    int64_t cushion; /* ns */
    bool waits;      /* in the list */
};

static weft_wait_kind until_blocked = {.name = "blocked", .words = "waits until all others do"};

static struct weft__list waiting;
static uint64_t steps;   /* of the loop when it was last without work ... */
static int64_t since;    /* ... and since when it has been */
static uint32_t run;

/* Wakes all with the shortest cushion. */
static void wake(int64_t cushion)
{
    while (waiting.first) {
        struct blocked *first = weft__owner(waiting.first, struct blocked, node);
        if (first->cushion != cushion)
            return;
        first->waits = false;
        weft__list_remove(&waiting, &first->node);
        weft__wake(first->task, WEFT_OK, false);
    }
}

static bool when_blocked(int64_t *limit, bool virtual)
{
    if (!waiting.first)
        return false;
    int64_t cushion = weft__owner(waiting.first, struct blocked, node)->cushion;
    if (!virtual) { /* there, no time passes while all wait */
        int64_t now = weft__clock_now();
        if (steps != weft__loop.steps)
            since = now;
        steps = weft__loop.steps;
        if (now - since < cushion) {
            *limit = since + cushion;
            return false;
        }
    }
    wake(cushion);
    return true;
}

int weft_wait_all_blocked(weft_place *place, double cushion)
{
    struct blocked self = {.task = weft__self(), .waits = true};

    if (!self.task)
        return WEFT_USAGE;
    if (!weft__clock_seconds(cushion, &self.cushion))
        return WEFT_INVALID;
    if (run != weft__loop.run_number) { /* an earlier run may have been dropped */
        waiting = (struct weft__list){0};
        run = weft__loop.run_number;
    }
    weft__loop.when_blocked = when_blocked;
    struct weft__node *after = waiting.last;
    while (after && weft__owner(after, struct blocked, node)->cushion > self.cushion)
        after = after->previous;
    weft__list_insert(&waiting, after, &self.node);
    int err = weft__park(&(struct weft__wait){.place = place, .kind = &until_blocked});
    if (self.waits)
        weft__list_remove(&waiting, &self.node);
    return err;
}

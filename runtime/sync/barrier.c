/* A place where tasks wait for each other. The last to come hands the others their way on. */
#include "core/functions.h"
#include "core/wait.h"

static int64_t parties(const weft_resource *resource)
{
    return weft__owner(resource, const weft_barrier, resource)->parties;
}

static weft_resource_kind a_barrier = {.name = "barrier", .noun = "the barrier", .capacity = parties};
static weft_wait_kind for_others = {.name = "barrier", .words = "waits at", .of = &a_barrier};

static void level(weft_barrier *barrier, uint32_t arrived)
{
    barrier->arrived = arrived;
    weft__level(&barrier->resource, &a_barrier, NULL, arrived);
}

uint32_t weft_barrier_waiting(const weft_barrier *barrier)
{
    return (uint32_t)weft__waiters(&barrier->waiters);
}

/* Whether one more makes them complete. A waiter that was cancelled has left the list and is still counted until it runs,
 * so the list has the last word. */
static bool only_one_is_missing(weft_barrier *barrier)
{
    if (barrier->arrived + 1 < barrier->parties)
        return false;
    barrier->arrived = weft_barrier_waiting(barrier); /* mutant: barrier-counts */
    return barrier->arrived + 1 >= barrier->parties;
}

static void wake_all(weft_barrier *barrier, bool in_line, int code)
{
    level(barrier, 0);
    while (weft__wake_first(&barrier->waiters, code, true))
        code += in_line;
}

int weft_barrier_wait(weft_place *place, weft_barrier *barrier, uint32_t *index)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (barrier->parties == 0 || barrier->parties > INT32_MAX)
        return WEFT_INVALID;
    if (barrier->broken)
        return WEFT_BROKEN;
    if (only_one_is_missing(barrier)) {
        wake_all(barrier, true, 1);
        if (index)
            *index = barrier->parties - 1;
        return WEFT_OK;
    }
    level(barrier, barrier->arrived + 1);
    int woken = weft__park(&(struct weft__wait){.place = place, .kind = &for_others, .list = &barrier->waiters,
                                                .resource = &barrier->resource});
    if (woken == WEFT_CANCELLED)
        level(barrier, weft_barrier_waiting(barrier));
    if (woken <= 0)
        return woken;
    if (index)
        *index = (uint32_t)woken - 1; /* a wake's code is the place in the line, from 1 */
    return WEFT_OK;
}

void weft_barrier_reset(weft_barrier *barrier)
{
    barrier->broken = false;
    wake_all(barrier, false, WEFT_BROKEN);
}

void weft_barrier_abort(weft_barrier *barrier)
{
    weft_barrier_reset(barrier);
    barrier->broken = true;
}

bool weft_barrier_broken(const weft_barrier *barrier)
{
    return barrier->broken;
}

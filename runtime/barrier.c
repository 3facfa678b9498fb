/* A place where tasks wait for each other. The last to come hands the others their way on. */
#include "core.h"

static void level(weft_barrier *barrier, uint32_t arrived)
{
    barrier->arrived = arrived;
    WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &barrier->resource, WEFT__A_BARRIER, NULL, arrived));
}

int(weft_barrier_wait)(weft_place *place, weft_barrier *barrier, uint32_t *index)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (barrier->parties == 0)
        return WEFT_INVALID;
    if (barrier->broken)
        return WEFT_CLOSED;
    int place_in_line = 0; /* positive codes of a wake: places from 0, plus 1 */
    if (barrier->arrived + 1 == barrier->parties) {
        level(barrier, 0);
        while (weft__wake_first(&barrier->waiters, ++place_in_line, true))
            continue;
        if (index)
            *index = barrier->parties - 1;
        return WEFT_OK;
    }
    level(barrier, barrier->arrived + 1);
    int woken = weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_BARRIER, .list = &barrier->waiters,
                                              .resource = &barrier->resource, .resource_kind = WEFT__A_BARRIER});
    if (woken == WEFT_CANCELLED && barrier->arrived > 0)
        level(barrier, barrier->arrived - 1);
    if (woken <= 0)
        return woken;
    if (index)
        *index = (uint32_t)woken - 1;
    return WEFT_OK;
}

void weft_barrier_reset(weft_barrier *barrier)
{
    level(barrier, 0);
    barrier->broken = false;
    while (weft__wake_first(&barrier->waiters, WEFT_CLOSED, true))
        continue;
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

uint32_t weft_barrier_waiting(const weft_barrier *barrier)
{
    return barrier->arrived;
}

/* A flag to wait for. A wake only says "go on": it yields to a cancel. */
#include "core.h"

int(weft_event_wait)(weft_place *place, weft_event *event)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (event->set) /* mutant: event-is-set */
        return WEFT_OK;
    /* mutant: event-waits */
    return weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_EVENT, .list = &event->waiters,
                                           .resource = &event->resource, .resource_kind = WEFT__AN_EVENT});
}

static void level(weft_event *event, bool set)
{
    event->set = set;
    WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &event->resource, WEFT__AN_EVENT, NULL, set));
}

void weft_event_set(weft_event *event)
{
    if (event->set)
        return;
    level(event, true);
    while (weft__wake_first(&event->waiters, WEFT_OK, false))
        continue;
}

void weft_event_clear(weft_event *event)
{
    if (event->set)
        level(event, false);
}

bool weft_event_is_set(const weft_event *event)
{
    return event->set;
}

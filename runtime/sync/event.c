/* A flag to wait for. A wake only says "go on": it yields to a cancel. */
#include "core/functions.h"
#include "core/wait.h"

static weft_resource_kind an_event = {.name = "event", .noun = "the event"};
static weft_wait_kind for_event = {.name = "event", .words = "waits for", .of = &an_event};

int weft_event_wait(weft_place *place, weft_event *event)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (event->set) /* mutant: event-is-set */
        return WEFT_OK;
    /* mutant: event-waits */
    return weft__park(&(struct weft__wait){.place = place, .kind = &for_event, .list = &event->waiters,
                                           .resource = &event->resource});
}

static void level(weft_event *event, bool set)
{
    event->set = set;
    weft__level(&event->resource, &an_event, NULL, set);
}

void weft_event_set(weft_event *event)
{
    if (event->set)
        return;
    level(event, true);
    weft__wake_all(&event->waiters, WEFT_OK, false);
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

/* Two futures of which one ends as the other does. */
#include "core.h"
#include "functions.h"

static void pass_on(void *arg)
{
    weft_future_link *link = arg;
    weft_future *source = link->source;

    weft_handle_cancel(&link->back);
    source->seen = true; /* whoever asks, asks the destination */
    (void)weft__future_settle(link->destination, source->value, source->code, source->text, source->settled_at);
}

static void cancel_source(void *arg)
{
    weft_future_link *link = arg;

    weft_handle_cancel(&link->forth);
    if (link->destination->code == WEFT_CANCELLED)
        (void)weft_future_cancel(link->source);
}

int weft_future_chain(weft_place *place, weft_future_link *link, weft_future *source, weft_future *destination)
{
    if (source == destination || link->forth.state || link->back.state)
        return WEFT_USAGE;
    link->source = source;
    link->destination = destination;
    WEFT_TRY(weft_future_on_done(place, source, &link->forth, pass_on, link));
    return weft_future_on_done(place, destination, &link->back, cancel_source, link);
}

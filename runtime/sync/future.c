/* A result that somebody will set, once; and two futures of which one ends as the other does. */
#include "core/functions.h"
#include "core/wait.h"

static bool pass_on(weft_task waiter, void *brings, int64_t now)
{
    (void)now;
    weft__task_deliver_reason(weft__task_of(waiter));
    return weft_future_cancel(brings) == WEFT_OK;
}

static weft_resource_kind a_future = {.name = "future", .noun = "the future"};
static weft_wait_kind for_future = {.name = "future", .words = "waits for", .of = &a_future, .pass_on = pass_on};
static weft_wait_kind for_future_shielded = {.name = "future", .words = "waits for", .of = &a_future};


/* What a waiter returns. It gets the text, too. */
static int outcome(weft_future *future)
{
    future->seen = true;
    if (future->text)
        weft__task_error(future->settled_at, future->code, future->text);
    return future->code;
}

static int wait(weft_place *place, weft_future *future, bool shielded)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (future->done) /* mutant: future-is-done */
        return outcome(future);
    /* mutant: future-waits */
    int err = weft__park(&(struct weft__wait){.place = place, .kind = shielded ? &for_future_shielded : &for_future,
                                              .list = &future->waiters, .resource = &future->resource, .brings = future});
    if (shielded && weft__task_was_cancelled() && !future->done)
        future->unheard = weft__register(); /* it may fail now, and this wait will not learn of it */
    if (shielded && !weft__task_was_cancelled() && future->done) { /* the turn in which asyncio's shield learns of it */
        future->seen = true;
        WEFT_TRY(weft__task_yield(place));
    }
    return future->done && err == future->code ? outcome(future) : err;
}

int weft_future_wait(weft_place *place, weft_future *future)
{
    return wait(place, future, false);
}

int weft_future_wait_shielded(weft_place *place, weft_future *future)
{
    return wait(place, future, true);
}

/* Its failure goes to the handler, because a shield that was cancelled cannot take it. */
static void tell_unheard(weft_future *future)
{
    static weft_place somewhere = {.file = "future.c", .function = "", .words = "a future"};
    weft_place *place = future->settled_at ? future->settled_at : &somewhere;

    if (weft_is_failure(future->code))
        future->seen |= weft__tell_soon(place, &(weft_error_report){.kind = WEFT_ERROR_UNSEEN, .code = future->code,
                                                                    .message = "a future failed after a shielded wait for it was cancelled",
                                                                    .name = future->resource.name ? future->resource.name : "",
                                                                    .text = weft_future_text(future), .place = place}, NULL);
}

/* Calls the callbacks that registered before that number. */
static void announce_until(weft_future *future, uint32_t before)
{
    if (future->unheard && future->unheard < before) {
        weft__handles_make_ready(&future->callbacks, future->unheard);
        future->unheard = 0;
        tell_unheard(future);
    }
    weft__handles_make_ready(&future->callbacks, before);
}

static int settle(weft_future *future, void *value, int code, const char *text, weft_place *place)
{
    if (future->done)
        return WEFT_CLOSED;
    future->done = true;
    future->value = value;
    future->code = code;
    future->text = text;
    future->settled_at = place;
    weft__level(&future->resource, &a_future, NULL, 1);
    while (future->waiters.first) {
        announce_until(future, weft__waiter_registered(weft__waiter(future->waiters.first)));
        (void)weft__wake_first(&future->waiters, code, false);
    }
    announce_until(future, UINT32_MAX);
    return WEFT_OK;
}

int weft_future_set(weft_future *future, void *value)
{
    return settle(future, value, WEFT_OK, NULL, NULL);
}

int weft_future_fail(weft_place *place, weft_future *future, int code)
{
    return weft_future_fail_because(place, future, code, NULL);
}

int weft_future_cancel(weft_future *future)
{
    future->seen = true; /* code that does not want it any more need not look at how it failed */
    return settle(future, NULL, WEFT_CANCELLED, NULL, NULL);
}

int weft_future_fail_because(weft_place *place, weft_future *future, int code, const char *text)
{
    return code == WEFT_OK || code == WEFT_PENDING ? WEFT_INVALID : settle(future, NULL, code, text, place);
}

int weft_future_cancel_because(weft_place *place, weft_future *future, const char *text)
{
    future->seen = true;
    return settle(future, NULL, WEFT_CANCELLED, text, place);
}

void weft__future_leave(weft_future *future)
{
    if (future->done && !future->seen && weft_is_failure(future->code))
        weft__report_unseen(&(weft_error_report){.kind = WEFT_ERROR_UNSEEN, .code = future->code, .name = "",
                                              .message = "the error of a future was never looked at",
                                              .text = weft_future_text(future), .task = weft_current(),
                                              .place = future->settled_at});
}

const char *weft_future_text(const weft_future *future)
{
    return future->text ? future->text : "";
}

bool weft_future_done(const weft_future *future)
{
    return future->done;
}

int weft_future_result(weft_future *future)
{
    future->seen = true;
    return future->done ? future->code : WEFT_PENDING;
}

int weft_future_on_done(weft_place *place, weft_future *future, weft_handle *handle, weft_callback *fn, void *arg)
{
    return future->done ? weft_call_soon(place, handle, fn, arg) /* mutant: future-calls-back */
                        : weft__handle_watch_held(place, handle, &future->callbacks, future, fn, arg);
}

/* ---- chains ---- */

static void end_destination(void *arg)
{
    weft_future_link *link = arg;
    weft_future *source = link->source;

    weft_handle_cancel(&link->back);
    source->seen = true; /* from now on the destination is asked */
    (void)settle(link->destination, source->value, source->code, source->text, source->settled_at);
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
    WEFT_TRY(weft_future_on_done(place, source, &link->forth, end_destination, link));
    return weft_future_on_done(place, destination, &link->back, cancel_source, link);
}

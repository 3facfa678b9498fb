/* A result that somebody will set, once. */
#include "core.h"

/* Who waits for it gets the text, too. */
static int outcome(weft_future *future)
{
    future->seen = true;
    if (future->text) {
        struct weft__error *error = weft__error_new(future->settled_at, future->code, future->text);
        if (error)
            weft__error_hang(weft__self(), error);
    }
    return future->code;
}

static int wait(weft_place *place, weft_future *future, bool shielded)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (future->done) /* mutant: future-is-done */
        return outcome(future);
    /* mutant: future-waits */
    int err = weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_FUTURE, .list = &future->waiters,
                                              .resource = &future->resource, .resource_kind = WEFT__A_FUTURE,
                                              .forward_future = shielded ? NULL : future});
    if (shielded && !weft__self()->told && future->done) /* the turn in which asyncio's shield hears of it */
        WEFT_TRY(weft__task_yield(place));
    return future->done && err == future->code ? outcome(future) : err;
}

int(weft_future_wait)(weft_place *place, weft_future *future)
{
    return wait(place, future, false);
}

int(weft_future_wait_shielded)(weft_place *place, weft_future *future)
{
    return wait(place, future, true);
}

int(weft_future_wait_within)(weft_place *place, weft_future *future, double seconds)
{
    weft_timeout timeout = {.active = false};

    if (seconds <= 0 && weft__self() && !future->done) { /* no time is left: it is cancelled now, and in two turns that is known */
        weft_future_cancel(future);
        WEFT_TRY(weft__task_yield(place));
        WEFT_TRY(weft__task_yield(place));
        return WEFT_TIMEOUT;
    }
    WEFT_TRY((weft_timeout_begin)(place, &timeout, seconds));
    return weft_timeout_end(&timeout, wait(place, future, false));
}

int weft__future_settle(weft_future *future, void *value, int code, const char *text, weft_place *place)
{
    if (future->done)
        return WEFT_CLOSED;
    future->done = true;
    future->value = value;
    future->code = code;
    future->text = text;
    future->settled_at = place;
    WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &future->resource, WEFT__A_FUTURE, NULL, 1));
    while (future->waiters.first) {
        weft__handles_ready(&future->callbacks, weft__owner(future->waiters.first, struct weft__task, wait)->registered);
        (void)weft__wake_first(&future->waiters, code, false);
    }
    weft__handles_ready(&future->callbacks, UINT32_MAX);
    return WEFT_OK;
}

int weft_future_set(weft_future *future, void *value)
{
    return weft__future_settle(future, value, WEFT_OK, NULL, NULL);
}

int(weft_future_fail)(weft_place *place, weft_future *future, int code)
{
    return (weft_future_fail_because)(place, future, code, NULL);
}

int weft_future_cancel(weft_future *future)
{
    future->seen = true; /* who does not want it any more need not look at how it failed */
    return weft__future_settle(future, NULL, WEFT_CANCELLED, NULL, NULL);
}

int(weft_future_fail_because)(weft_place *place, weft_future *future, int code, const char *text)
{
    return code == WEFT_OK || code == WEFT_PENDING ? WEFT_INVALID : weft__future_settle(future, NULL, code, text, place);
}

int(weft_future_cancel_because)(weft_place *place, weft_future *future, const char *text)
{
    future->seen = true;
    return weft__future_settle(future, NULL, WEFT_CANCELLED, text, place);
}

void weft__future_leave(weft_future *future)
{
    if (future->done && !future->seen && weft_is_failure(future->code))
        weft__hand_error(&(weft_error_report){.kind = WEFT_ERROR_UNSEEN, .code = future->code, .name = "",
                                              .message = "the error of a future was never looked at",
                                              .text = weft_future_text(future), .task = weft_current(),
                                              .place = future->settled_at},
                         weft__self() ? weft__self()->context : weft__loop.context);
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

int(weft_future_on_done)(weft_place *place, weft_future *future, weft_handle *handle, weft_callback *fn, void *arg)
{
    return future->done ? (weft_call_soon)(place, handle, fn, arg) /* mutant: future-calls-back */
                        : weft__handle_watch(place, handle, &future->callbacks, fn, arg);
}

/* A result that somebody will set, once. */
#include "core.h"

static int wait(weft_place *place, weft_future *future, bool shielded)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (future->done)
        return future->code;
    return weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_FUTURE, .list = &future->waiters,
                                           .resource = &future->resource, .resource_kind = WEFT__A_FUTURE,
                                           .forward_future = shielded ? NULL : future});
}

int(weft_future_wait)(weft_place *place, weft_future *future)
{
    return wait(place, future, false);
}

int(weft_future_wait_shielded)(weft_place *place, weft_future *future)
{
    return wait(place, future, true);
}

static int settle(weft_future *future, void *value, int code)
{
    if (future->done)
        return WEFT_CLOSED;
    future->done = true;
    future->value = value;
    future->code = code;
    WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &future->resource, WEFT__A_FUTURE, NULL, 1));
    while (weft__wake_first(&future->waiters, code, false))
        continue;
    weft__handles_ready(&future->callbacks);
    return WEFT_OK;
}

int weft_future_set(weft_future *future, void *value)
{
    return settle(future, value, WEFT_OK);
}

int weft_future_fail(weft_future *future, int code)
{
    return code == WEFT_OK ? WEFT_INVALID : settle(future, NULL, code);
}

int weft_future_cancel(weft_future *future)
{
    return settle(future, NULL, WEFT_CANCELLED);
}

bool weft_future_done(const weft_future *future)
{
    return future->done;
}

int weft_future_result(const weft_future *future)
{
    return future->done ? future->code : WEFT_PENDING;
}

int(weft_future_on_done)(weft_place *place, weft_future *future, weft_handle *handle, weft_callback *fn, void *arg)
{
    return future->done ? (weft_call_soon)(place, handle, fn, arg)
                        : weft__handle_watch(place, handle, &future->callbacks, fn, arg);
}

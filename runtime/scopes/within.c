/* Waiting for a task or a future that is cancelled when it takes too long (asyncio.wait_for). */
#include "core/functions.h"
#include "scopes/scopes.h"

int weft_join_within(weft_place *place, weft_task task, double seconds)
{
    weft_timeout timeout = {.active = false};
    struct weft__task *self = weft__self();

    if (seconds <= 0 && self && task.slot && !weft_task_ended(task) && self != weft__task_of(task)) {
        (void)weft_task_cancel(task); /* no time is left: a cancel of the caller comes too late to be passed on */
        int err = weft_join_shielded(place, task);
        return err == WEFT_CANCELLED && !self->delivered ? WEFT_TIMEOUT : err;
    }
    WEFT_TRY(weft_timeout_begin(place, &timeout, seconds));
    return weft_timeout_end(&timeout, weft_join(place, task));
}

int weft_future_wait_within(weft_place *place, weft_future *future, double seconds)
{
    weft_timeout timeout = {.active = false};

    if (seconds <= 0 && weft__self() && !future->done) { /* no time is left: it is cancelled now, and in two turns that is known */
        weft_future_cancel(future);
        WEFT_TRY(weft__task_yield(place));
        WEFT_TRY(weft__task_yield(place));
        return WEFT_TIMEOUT;
    }
    WEFT_TRY(weft_timeout_begin(place, &timeout, seconds));
    return weft_timeout_end(&timeout, weft_future_wait(place, future));
}

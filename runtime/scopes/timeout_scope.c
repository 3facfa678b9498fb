/* What Trio's cancel scopes can do beyond a deadline: be cancelled from elsewhere, move on, be asked about. */
#include "core/functions.h"
#include "scopes/scopes.h"

int weft_timeout_cancel(weft_timeout *timeout)
{
    if (!timeout->active)
        return WEFT_USAGE;
    if (!timeout->expired) {
        weft__timer_cancel(&timeout->timer);
        weft__timeout_strike(timeout);
    }
    return WEFT_OK;
}

int weft_timeout_shield(weft_timeout *timeout, bool on)
{
    struct weft__task *task = timeout->task;
    int change = (int)on - (int)timeout->shielded;

    if (!timeout->active)
        return WEFT_USAGE;
    weft_timeout *inside = task->timeouts;
    for (; inside != timeout; inside = inside->outer) /* what lies inside of the shield is behind it, too */
        inside->shields = (uint16_t)(inside->shields + change);
    timeout->shields = (uint16_t)(timeout->shields + change);
    task->shields = (uint16_t)(task->shields + change);
    timeout->shielded = on;
    weft__task_request(task); /* what was held back until now */ /* mutant: shield-opens */
    return WEFT_OK;
}

bool weft__move_on_enter(weft_place *place, weft_timeout *timeout, double seconds)
{
    return timeout->of_call = weft_timeout_begin(place, timeout, seconds) == WEFT_OK;
}

int weft__move_on_leave(int err)
{
    int ended = weft_timeout_end(weft__timeout_of_call(weft__self()), err);

    return err == WEFT_CANCELLED && ended == WEFT_TIMEOUT ? WEFT_OK : ended;
}

int weft__move_on_refused(void)
{
    return weft__self() ? WEFT_INVALID : WEFT_USAGE;
}

double weft_deadline(void)
{
    const struct weft__task *self = weft__self();
    double deadline = WEFT_FOREVER;

    if (!self)
        return deadline;
    if (self->requested && self->shields == 0)
        return -WEFT_FOREVER;
    for (const weft_timeout *timeout = self->timeouts; timeout && timeout->shields >= self->shields; timeout = timeout->outer) {
        if (timeout->pending)
            return -WEFT_FOREVER;
        bool runs = timeout->timer.scheduled || timeout->timer.ready.queued;
        if (runs && (double)timeout->timer.due / 1e9 < deadline)
            deadline = (double)timeout->timer.due / 1e9;
    }
    return deadline;
}

int weft_cancel_point(weft_place *place)
{
    if (!weft__self())
        return WEFT_USAGE;
    return weft_deadline() == -WEFT_FOREVER ? weft__task_yield(place) : WEFT_OK;
}

/* Deadlines around a stretch of code, and shields that hold a cancel back. Both run in the calling task. */
#include "core.h"

static int refusal; /* why weft__timeout_enter said no; read at once by weft__timeout_refused */

static int begin(weft_place *place, weft_timeout *timeout, int64_t delay, bool forever)
{
    struct weft__task *task = weft__self();

    *timeout = (weft_timeout){.outer = task->timeouts, .task = task, .cancelling = task->cancels,
                              .shields = task->shields, .active = true};
    task->timeouts = timeout;
    if (!forever)
        weft__timer_set(&timeout->timer, weft__clock_now() + (delay > 0 ? delay : 0), WEFT__STRIKE_TIMEOUT, place);
    return WEFT_OK;
}

int(weft_timeout_begin)(weft_place *place, weft_timeout *timeout, double seconds)
{
    int64_t delay;

    if (!weft__self() || timeout->active)
        return WEFT_USAGE;
    if (!weft__clock_seconds(seconds, &delay))
        return WEFT_INVALID;
    return begin(place, timeout, delay, seconds == WEFT_FOREVER);
}

/* The deadline has come: the task is asked to stop, and remembers who asked. */
void weft__timeout_strike(struct weft_timeout *timeout)
{
    struct weft__task *task = timeout->task;

    timeout->expired = timeout->pending = true;
    task->cancels++;
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 0, task->cancels));
    weft__task_request(task);
}

int weft_timeout_end(weft_timeout *timeout, int err)
{
    struct weft__task *task = timeout->task;

    if (!timeout->active || task != weft__self() || task->timeouts != timeout)
        return WEFT_USAGE;
    task->timeouts = timeout->outer;
    timeout->active = false;
    weft__timer_cancel(&timeout->timer);
    if (!timeout->expired)
        return err;
    timeout->pending = false; /* one that was not delivered is withdrawn */
    if (task->cancels > 0)
        task->cancels--;
    if (task->cancels == 0)
        task->requested = false;
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 1, task->cancels));
    return err == WEFT_CANCELLED && task->cancels <= timeout->cancelling ? WEFT_TIMEOUT : err;
}

bool weft_timeout_expired(const weft_timeout *timeout)
{
    return timeout->expired;
}

bool weft__timeout_enter(weft_place *place, weft_timeout *timeout, double seconds)
{
    int64_t delay;

    if (!weft__self())
        refusal = WEFT_USAGE;
    else if (!weft__clock_seconds(seconds, &delay))
        refusal = WEFT_INVALID;
    else if (delay <= 0)
        refusal = WEFT_TIMEOUT;
    else
        return begin(place, timeout, delay, seconds == WEFT_FOREVER) == WEFT_OK;
    return false;
}

int weft__timeout_leave(int err)
{
    return weft_timeout_end(weft__self()->timeouts, err);
}

int weft__timeout_refused(void)
{
    return refusal;
}

void weft__shield_enter(void)
{
    if (weft__self())
        weft__self()->shields++;
}

int weft__shield_leave(int err)
{
    if (weft__self())
        weft__self()->shields--;
    return err;
}

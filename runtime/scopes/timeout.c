/* Deadlines around a stretch of code, and shields that hold a cancel back. Both run in the calling task. */
#include "core/functions.h"
#include "scopes/scopes.h"

static void strike(struct weft__timer *timer, int64_t now)
{
    (void)now;
    weft__timeout_strike(weft__owner(timer, weft_timeout, timer));
}

static struct weft__timer_kind strikes = {.name = "strike_timeout", .fire = strike};

enum { TURNS_WITHOUT_TIME = 3 };

static int refusal; /* why weft__timeout_enter said no, and where; read at once by weft__timeout_refused */
static weft_place *refused_at;

/* Sets the deadline. One that is not ahead joins the ready list at once, so that it strikes before a yield comes back. */
static void arm(weft_timeout *timeout, int64_t due, bool forever, weft_place *place)
{
    timeout->limited = !forever;
    if (forever)
        return;
    int64_t now = weft__clock_now();
    weft__timer_set(&timeout->timer, due, &strikes, timeout->task, place);
    if (due <= now)
        weft__timer_make_due(&timeout->timer);
}

/* The requests that were delivered. One that is still to be delivered comes from outside of a scope that begins now, and must not be
 * taken for the scope's own when both are delivered together. */
static uint32_t delivered(const struct weft__task *task)
{
    uint32_t kept = task->requested;

    for (const weft_timeout *timeout = task->timeouts; timeout; timeout = timeout->outer)
        kept += timeout->pending;
    return task->cancels > kept ? task->cancels - kept : 0;
}

static int begin(weft_place *place, weft_timeout *timeout, int64_t due, bool forever)
{
    struct weft__task *task = weft__self();

    weft__loop.look_at_timeouts = weft__timeouts_look;
    if (!weft__loop.look_at_scopes)
        weft__loop.look_at_scopes = weft__timeouts_look;
    if (task->timeouts || task->face.held)
        weft__loop.look_at_scopes(task, 0);
    timeout->timer.ready = (struct weft__ready){0}; /* field by field: to clear the whole first costs as much as the rest */
    timeout->timer.scheduled = false;
    timeout->outer = task->timeouts;
    timeout->task = task;
    timeout->place = place;
    timeout->seal = weft__timeout_seal(timeout, place);
    timeout->refused = 0;
    timeout->cancelling = delivered(task);
    timeout->shields = task->shields;
    timeout->shielded = timeout->expired = timeout->pending = timeout->of_call = timeout->declared = timeout->of_group = false;
    timeout->active = timeout->used = true;
    task->timeouts = timeout;
    task->timeout_at = place;
    arm(timeout, due, forever, place);
    return WEFT_OK;
}

static int begin_checked(weft_place *place, weft_timeout *timeout, double seconds, bool absolute)
{
    int64_t due;

    if (!weft__self() || timeout->used)
        return WEFT_USAGE;
    if (!weft__clock_seconds(seconds, &due))
        return WEFT_INVALID;
    return begin(place, timeout, absolute ? due : weft__clock_after(due), seconds == WEFT_FOREVER);
}

int weft_timeout_begin(weft_place *place, weft_timeout *timeout, double seconds)
{
    return begin_checked(place, timeout, seconds, false);
}

int weft_timeout_begin_at(weft_place *place, weft_timeout *timeout, double when)
{
    return begin_checked(place, timeout, when, true);
}

int weft_timeout_reschedule(weft_place *place, weft_timeout *timeout, double when)
{
    int64_t due;

    if (!timeout->active || timeout->expired)
        return WEFT_USAGE;
    if (!weft__clock_seconds(when, &due))
        return WEFT_INVALID;
    weft__timer_cancel(&timeout->timer);
    arm(timeout, due, when == WEFT_FOREVER, place);
    return WEFT_OK;
}

double weft_timeout_when(const weft_timeout *timeout)
{
    return timeout->limited ? (double)timeout->timer.due / 1e9 : WEFT_FOREVER;
}

enum weft_timeout_state weft_timeout_state(const weft_timeout *timeout)
{
    if (!timeout->used)
        return WEFT_TIMEOUT_CREATED;
    if (timeout->active)
        return timeout->expired ? WEFT_TIMEOUT_EXPIRING : WEFT_TIMEOUT_ACTIVE;
    return timeout->expired ? WEFT_TIMEOUT_EXPIRED : WEFT_TIMEOUT_FINISHED;
}

/* The deadline has come: the task is asked to stop, and the timeout remembers that it asked. */
void weft__timeout_strike(struct weft_timeout *timeout)
{
    struct weft__task *task = timeout->task;

    timeout->expired = timeout->pending = true;
    task->cancels++; /* mutant: timeout-asks */
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 0, task->cancels));
    weft__task_request(task);
}

/* Whether a request waits before the shield that the scope lies behind: then what was delivered inside came from inside. */
static bool held_back(const weft_timeout *timeout)
{
    const struct weft__task *task = timeout->task;
    bool pending = task->requested;

    for (const weft_timeout *outer = timeout->outer; outer; outer = outer->outer)
        pending |= outer->pending && outer->shields < timeout->shields;
    return pending && timeout->shields > 0;
}

/* It leaves the list of its task; those that stand before it have ended. */
static void leave_list(weft_timeout *timeout)
{
    struct weft__task *task = timeout->task;
    struct weft_timeout **at = &task->timeouts;

    while (*at != timeout)
        at = &(*at)->outer;
    *at = timeout->outer; /* mutant: timeout-ends */
    task->timeout_at = task->timeouts ? task->timeouts->place : NULL;
}

/* Whether all that were begun inside of it have ended: what is declared stays in the list until its block is left. */
static bool is_innermost(const weft_timeout *timeout)
{
    const weft_timeout *inner = timeout->task->timeouts;

    while (inner && inner != timeout && !inner->active)
        inner = inner->outer;
    return inner == timeout;
}

int weft_timeout_end(weft_timeout *timeout, int err)
{
    if (timeout->refused)
        return err ? err : timeout->refused;
    if (!timeout->active || timeout->task != weft__self() || !is_innermost(timeout))
        return WEFT_USAGE;
    if (!timeout->declared)
        leave_list(timeout);
    return weft__timeout_close(timeout, err);
}

/* It asks for nothing any more, and what it asked is taken back. Returns what `err` was. */
int weft__timeout_close(weft_timeout *timeout, int err)
{
    struct weft__task *task = timeout->task;

    task->shields = (uint16_t)(task->shields - timeout->shielded);
    timeout->active = false;
    weft__timer_cancel(&timeout->timer);
    if (!timeout->expired)
        return err;
    timeout->pending = false; /* one that was not delivered is withdrawn */
    if (task->cancels > 0)
        task->cancels--;
    if (task->cancels == 0)
        weft__task_withdraw_request(task);
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 1, task->cancels));
    if (err == WEFT_CANCELLED && held_back(timeout))
        return WEFT_TIMEOUT;
    /* mutant: timeout-answers */
    return err == WEFT_CANCELLED && task->cancels <= timeout->cancelling ? WEFT_TIMEOUT : err;
}

bool weft_timeout_expired(const weft_timeout *timeout)
{
    return timeout->expired;
}

bool weft__timeout_enter(weft_place *place, weft_timeout *timeout, double seconds)
{
    int64_t delay;

    refused_at = place;
    if (!weft__self())
        refusal = WEFT_USAGE;
    else if (!weft__clock_seconds(seconds, &delay))
        refusal = WEFT_INVALID;
    else if (delay <= 0) /* mutant: call-without-time */
        refusal = WEFT_TIMEOUT;
    else
        return timeout->of_call = begin(place, timeout, weft__clock_after(delay), seconds == WEFT_FOREVER) == WEFT_OK;
    return false;
}

int weft__timeout_leave(int err)
{
    return weft_timeout_end(weft__timeout_of_call(weft__self()), err);
}

/* ---- WEFT_TIMEOUT ---- */

bool weft__timeout_open(weft_place *place, weft_timeout *timeout, double seconds)
{
    bool inside = timeout->inside;
    int refused = begin_checked(place, timeout, seconds, false);

    if (!weft__self()) {
        timeout->refused = refused;
        return false;
    }
    if (refused) { /* it stands in its place all the same, and does nothing */
        begin(place, timeout, 0, true);
        timeout->active = timeout->used = false;
        timeout->refused = refused;
    }
    timeout->declared = true;
    timeout->inside = inside;
    return true;
}

/* Its block is left. What was begun inside of it and is still open was forgotten. */
void weft__timeout_drop(weft_timeout *timeout)
{
    if (!timeout->declared)
        return;
    if (timeout->task->timeouts != timeout)
        weft__timeout_lost(timeout->task, timeout->task->timeouts);
    leave_list(timeout);
    if (timeout->active)
        (void)weft__timeout_close(timeout, WEFT_OK);
}

/* A WEFT_TRY leaves the function: the scopes that it stands in end, from the inside out. */
int weft__scope_left(int err)
{
    struct weft__task *self = weft__self();
    weft_timeout *scope = self ? self->timeouts : NULL;

    for (bool more = self != NULL; more; scope = scope->outer) {
        if (!scope || !scope->declared)
            weft__timeout_lost(self, self->timeouts);
        more = scope->inside;
        if (scope->of_group)
            err = weft__body_left(scope, err); /* mutant: try-ends-body */
        else
            err = scope->active || scope->refused ? weft_timeout_end(scope, err) : err;
    }
    return err;
}

/* No time is left: nothing was begun, and a task that tries again and again lets others run meanwhile, for as many turns as in asyncio. */
int weft__timeout_refused(void)
{
    int refused = refusal; /* others may come here meanwhile */
    weft_place *place = refused_at;

    for (int turns = 0; refused == WEFT_TIMEOUT && turns < TURNS_WITHOUT_TIME; turns++)
        WEFT_TRY(weft__task_yield(place));
    return refused;
}

void weft__shield_enter(void)
{
    if (weft__self())
        weft__task_hold_back();
}

int weft__shield_leave(int err)
{
    if (weft__self())
        weft__task_let_through();
    return err;
}

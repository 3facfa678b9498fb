/* Callbacks of the loop: soon, at a time, or when a task or future ends; each on a handle of the program. */
#include "core/core.h"
#include "core/functions.h"

static uint32_t handles_made; /* the numbers of callbacks in the trace */
static struct weft__list watching; /* all that wait for a signal, or for the end of a task or future */

static void fire(struct weft__timer *timer, int64_t now)
{
    (void)now;
    weft__handle_run(weft__owner(timer, weft_handle, timer));
}

struct weft__timer_kind weft__timer_callback = {.name = "run_callback", .fire = fire};

void weft__handles_start(void)
{
    handles_made = 0;
}

static const struct weft__held_kind a_callback = {
    "the callback asked for at", "behind: declare its handle with WEFT_HANDLE, or let what it watches live longer", false};

/* The program's own handle, which must stay in place, and so must what it watches. */
static int hold(weft_place *place, weft_handle *handle, const void *watched, int err)
{
    if (err == WEFT_OK)
        weft__hold(&handle->held, &a_callback, place, handle, watched);
    return err;
}

static void let_go(weft_handle *handle)
{
    if (handle->held.kind)
        weft__loop.let_go(&handle->held);
}

static bool of_this_run(const weft_handle *handle)
{
    return weft__loop.running && handle->run == weft__loop.run_number;
}

/* Whether the handle is under way in this run. What an earlier run left behind is not, even when no other has begun since. */
static bool under_way(const weft_handle *handle)
{
    return handle->state != WEFT__HANDLE_IDLE && of_this_run(handle);
}

static int ask(weft_place *place, weft_handle *handle, weft_callback *fn, void *arg)
{
    if (!handle || !fn)
        return WEFT_INVALID;
    if (!weft__loop.running || under_way(handle))
        return WEFT_USAGE;
    *handle = (weft_handle){.fn = fn, .arg = arg, .place = place, .run = weft__loop.run_number,
                            .context = weft__context_share(weft__context_now())};
    return WEFT_OK;
}

void weft__handle_make_ready(weft_handle *handle)
{
    handle->state = WEFT__HANDLE_READY;
    handle->number = ++handles_made;
    weft__make_ready(&handle->timer.ready, WEFT__CALL);
}

int weft__handle_watch(weft_place *place, weft_handle *handle, struct weft__list *list, weft_callback *fn, void *arg)
{
    WEFT_TRY(ask(place, handle, fn, arg));
    handle->state = WEFT__HANDLE_WATCH;
    handle->number = weft__register(); /* until it is ready */
    handle->watches = list;
    weft__list_append(list, &handle->watch);
    weft__list_append(&watching, &handle->watching);
    return WEFT_OK;
}

int weft__handle_watch_held(weft_place *place, weft_handle *handle, struct weft__list *list, const void *watched,
                            weft_callback *fn, void *arg)
{
    return hold(place, handle, watched, weft__handle_watch(place, handle, list, fn, arg));
}

static void watch_no_more(weft_handle *handle)
{
    weft__list_remove(handle->watches, &handle->watch);
    weft__list_remove(&watching, &handle->watching);
    handle->watches = NULL;
}

void weft__handles_drop(struct weft__list *list)
{
    while (list->first) {
        weft_handle *handle = weft__owner(list->first, weft_handle, watch);
        watch_no_more(handle);
        let_go(handle);
        handle->state = WEFT__HANDLE_IDLE;
    }
}

/* Handles, and futures that they watch, may lie on the stacks of tasks. */
void weft__handles_forget(void)
{
    while (watching.first) {
        weft_handle *handle = weft__owner(watching.first, weft_handle, watching);
        watch_no_more(handle);
        handle->state = WEFT__HANDLE_IDLE;
    }
}

void weft__handles_make_ready(struct weft__list *list, uint32_t before)
{
    while (list->first) {
        weft_handle *handle = weft__owner(list->first, weft_handle, watch);
        if (handle->number >= before)
            return;
        watch_no_more(handle);
        weft__handle_make_ready(handle);
    }
}

int weft__call_soon(weft_place *place, weft_handle *handle, weft_callback *fn, void *arg)
{
    WEFT_TRY(ask(place, handle, fn, arg));
    weft__handle_make_ready(handle);
    return WEFT_OK;
}

int weft_call_soon(weft_place *place, weft_handle *handle, weft_callback *fn, void *arg)
{
    return hold(place, handle, NULL, weft__call_soon(place, handle, fn, arg));
}

static int call_at(weft_place *place, weft_handle *handle, int64_t due, bool never, weft_callback *fn, void *arg)
{
    WEFT_TRY(ask(place, handle, fn, arg));
    handle->state = WEFT__HANDLE_TIMED;
    if (!never)
        weft__timer_set(&handle->timer, due, &weft__timer_callback, weft__self(), place);
    return WEFT_OK;
}

int weft__call_later(weft_place *place, weft_handle *handle, double seconds, weft_callback *fn, void *arg)
{
    int64_t delay;

    if (!weft__clock_seconds(seconds, &delay))
        return WEFT_INVALID;
    return call_at(place, handle, weft__clock_after(delay), seconds == WEFT_FOREVER, fn, arg);
}

int weft_call_later(weft_place *place, weft_handle *handle, double seconds, weft_callback *fn, void *arg)
{
    weft__look_at_held(); /* before the timers are touched: one that is gone may be among them */
    return hold(place, handle, NULL, weft__call_later(place, handle, seconds, fn, arg));
}

int weft_call_at(weft_place *place, weft_handle *handle, double when, weft_callback *fn, void *arg)
{
    int64_t due;

    if (!weft__clock_seconds(when, &due))
        return WEFT_INVALID;
    weft__look_at_held();
    return hold(place, handle, NULL, call_at(place, handle, due, when == WEFT_FOREVER, fn, arg));
}

bool weft_handle_cancel(weft_handle *handle)
{
    if (!handle || !under_way(handle))
        return false;
    if (handle->state == WEFT__HANDLE_READY)
        weft__unready(&handle->timer.ready);
    else if (handle->state == WEFT__HANDLE_TIMED)
        weft__timer_cancel(&handle->timer);
    if (handle->watches) {
        watch_no_more(handle);
        handle->signal = 0;
    }
    let_go(handle);
    weft__context_release(handle->context);
    handle->context = NULL;
    handle->state = WEFT__HANDLE_IDLE;
    return true;
}

void weft__handle_leave(weft_handle *handle)
{
    weft_handle_cancel(handle);
}

/* A timer of a handle is due, or the handle came up: its callback runs. */
void weft__handle_run(weft_handle *handle)
{
    weft__loop.context = handle->context;
    if (handle->signal) { /* stays for the next time the signal comes */
        handle->state = WEFT__HANDLE_SIGNAL;
        weft__context_share(handle->context);
    } else {
        let_go(handle);
        handle->state = WEFT__HANDLE_IDLE;
        handle->context = NULL;
    }
    handle->fn(handle->arg);
    weft__context_release(weft__loop.context);
    weft__loop.context = NULL;
}

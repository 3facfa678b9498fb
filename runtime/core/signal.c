/* Signals of a program that asks for some: tasks that wait for them, and callbacks that handle them. Others are not linked with this
 * file. What a signal does that nobody handles is in interrupt.c. */
#include "core/core.h"
#include "core/functions.h"

static weft_resource_kind a_signal = {.name = "signal", .noun = "the signal"};
static weft_wait_kind for_signal = {.name = "signal", .words = "waits for", .of = &a_signal};

static struct signal {
    struct weft__operation operation; /* submitted while somebody wants it */
    struct weft__list waiters;        /* tasks in weft_signal_wait */
    struct weft__list handles;        /* callbacks of weft_on_signal */
    struct weft__resource resource;
} signals[WEFT__SIGNALS];

static bool is_wanted(const struct signal *signal)
{
    return signal->waiters.first || signal->handles.first;
}

bool weft__signal_handled(int number)
{
    struct signal *signal = &signals[number];

    if (!is_wanted(signal))
        return false;
    for (struct weft__node *node = signal->handles.first; node; node = node->next) {
        weft_handle *handle = weft__owner(node, weft_handle, watch);
        if (handle->state == WEFT__HANDLE_SIGNAL) /* one that has not run yet stands for this one, too */
            weft__handle_make_ready(handle); /* mutant: signal-called */
    }
    weft__wake_all(&signal->waiters, WEFT_OK, true);
    return true;
}

/* ---- what the loop asks ---- */

void weft__signals_stop(void)
{
    for (int number = 1; number < WEFT__SIGNALS; number++)
        weft__handles_drop(&signals[number].handles);
    memset(signals, 0, sizeof signals);
}

/* From now on, and not only from the next wait on: the signal may come in between, and end the process. */
static void ask_host(int number)
{
    struct signal *signal = &signals[number];

    if (signal->operation.state != WEFT__IDLE)
        return;
    signal->operation = (struct weft__operation){.verb = WEFT__SIGNAL, .descriptor = number, .kind = &weft__signal_kind};
    (void)weft__operation_submit(&signal->operation);
}

void weft__signals_watch(void)
{
    for (int number = 1; number < WEFT__SIGNALS; number++) {
        struct signal *signal = &signals[number];
        if (is_wanted(signal))
            ask_host(number);
        else if (signal->operation.state != WEFT__IDLE)
            weft__operation_drop(&signal->operation);
    }
}

bool weft__signals_awaited(void)
{
    weft__signals_watch();
    for (int number = 1; number < WEFT__SIGNALS; number++)
        if (signals[number].operation.state != WEFT__IDLE)
            return true;
    return false;
}

/* ---- the interface ---- */

int weft_signal_wait(weft_place *place, int signal)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!weft__signal_name(signal))
        return WEFT_INVALID;
    signals[signal].resource.name = weft__signal_name(signal);
    ask_host(signal);
    return weft__park(&(struct weft__wait){.place = place, .kind = &for_signal, .list = &signals[signal].waiters,
                                           .resource = &signals[signal].resource});
}

int weft_on_signal(weft_place *place, weft_handle *handle, int signal, weft_callback *fn, void *arg)
{
    if (!weft__signal_name(signal))
        return WEFT_INVALID;
    WEFT_TRY(weft__handle_watch_held(place, handle, &signals[signal].handles, NULL, fn, arg));
    handle->state = WEFT__HANDLE_SIGNAL;
    handle->signal = (uint8_t)signal;
    ask_host(signal);
    return WEFT_OK;
}

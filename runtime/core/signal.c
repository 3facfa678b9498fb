/* Signals: tasks that wait for them, callbacks that handle them, and what an unhandled one does. */
#include "core/core.h"
#include "core/functions.h"

enum { SIGNALS = 16 };

static weft_resource_kind a_signal = {.name = "signal", .noun = "the signal"};
static weft_wait_kind for_signal = {.name = "signal", .words = "waits for", .of = &a_signal};

static struct signal {
    struct weft__operation operation; /* submitted while somebody wants it */
    struct weft__list waiters;        /* tasks in weft_signal_wait */
    struct weft__list handles;        /* callbacks of weft_on_signal */
    struct weft__resource resource;
} signals[SIGNALS];

static struct weft__operation unasked; /* the run's own: Ctrl-C, also when nobody asked for it */

static const struct {
    const char *name;
    int number;
} names[] = {{"HUP", WEFT_SIGHUP}, {"INT", WEFT_SIGINT}, {"USR1", WEFT_SIGUSR1}, {"USR2", WEFT_SIGUSR2},
             {"TERM", WEFT_SIGTERM}};

enum { NAMES = sizeof names / sizeof *names };

static const char *name_of(int signal)
{
    for (int i = 0; i < NAMES; i++)
        if (names[i].number == signal)
            return names[i].name;
    return NULL;
}

int weft__signal_named(const char **at)
{
    for (int i = 0; i < NAMES; i++) {
        size_t length = 0;
        while (names[i].name[length] && names[i].name[length] == (*at)[length])
            length++;
        if (!names[i].name[length] && (*at)[length] == '@') {
            *at += length;
            return names[i].number;
        }
    }
    return 0;
}

/* ---- a signal comes ---- */

/* Nobody handles it: Ctrl-C cancels main, once; anything more ends the run. */
static void unhandled(int signal)
{
    /* mutant: interrupted-twice */
    if (signal == WEFT_SIGINT && !weft__loop.interrupted && weft__loop.main && !weft_task_ended(weft__loop.main->face.name)) {
        weft__loop.interrupted = true;
        (void)weft_task_cancel(weft__loop.main->face.name); /* mutant: interrupted */
        return;
    }
    weft__say("weft: ended by the signal %s\n", name_of(signal) ? name_of(signal) : "?");
    weft__end_run(WEFT_EXIT_INTERRUPTED);
}

static bool is_wanted(const struct signal *signal)
{
    return signal->waiters.first || signal->handles.first;
}

void weft__signal_came(int number)
{
    if (number < 1 || number >= SIGNALS)
        return;
    struct signal *signal = &signals[number];
    WEFT__TRACE(weft__trace_event(WEFT__SIGNALLED, 0, number));
    if (!is_wanted(signal)) {
        unhandled(number);
        return;
    }
    for (struct weft__node *node = signal->handles.first; node; node = node->next) {
        weft_handle *handle = weft__owner(node, weft_handle, watch);
        if (handle->state == WEFT__HANDLE_SIGNAL) /* one that has not run yet stands for this one, too */
            weft__handle_make_ready(handle);
    }
    weft__wake_all(&signal->waiters, WEFT_OK, true);
}

static void completed(struct weft__operation *operation, int64_t now)
{
    (void)now;
    weft__signal_came(operation->result);
}

static const struct weft__operation_kind signal_kind = {.completed = completed};

/* ---- start, stop, and what the loop asks ---- */

bool weft__signals_start(bool takes_interrupt)
{
    memset(signals, 0, sizeof signals);
    unasked = (struct weft__operation){.verb = WEFT__SIGNAL, .descriptor = WEFT_SIGINT, .background = true, .kind = &signal_kind};
    if (takes_interrupt)
        (void)weft__operation_submit(&unasked); /* a host without signals refuses */
    return weft__script_start();
}

void weft__signals_stop(void)
{
    for (int number = 1; number < SIGNALS; number++)
        weft__handles_drop(&signals[number].handles);
}

void weft__signals_watch(void)
{
    for (int number = 1; number < SIGNALS; number++) {
        struct signal *signal = &signals[number];
        if (is_wanted(signal) == (signal->operation.state != WEFT__IDLE))
            continue;
        if (signal->operation.state != WEFT__IDLE) {
            weft__operation_drop(&signal->operation);
            continue;
        }
        signal->operation = (struct weft__operation){.verb = WEFT__SIGNAL, .descriptor = number, .kind = &signal_kind};
        (void)weft__operation_submit(&signal->operation);
    }
}

bool weft__signals_awaited(void)
{
    weft__signals_watch();
    for (int number = 1; number < SIGNALS; number++)
        if (signals[number].operation.state != WEFT__IDLE)
            return true;
    return false;
}

/* ---- the interface ---- */

int weft_signal_wait(weft_place *place, int signal)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!name_of(signal))
        return WEFT_INVALID;
    signals[signal].resource.name = name_of(signal);
    return weft__park(&(struct weft__wait){.place = place, .kind = &for_signal, .list = &signals[signal].waiters,
                                           .resource = &signals[signal].resource});
}

int weft_on_signal(weft_place *place, weft_handle *handle, int signal, weft_callback *fn, void *arg)
{
    if (!name_of(signal))
        return WEFT_INVALID;
    WEFT_TRY(weft__handle_watch(place, handle, &signals[signal].handles, fn, arg));
    handle->state = WEFT__HANDLE_SIGNAL;
    handle->signal = (uint8_t)signal;
    return WEFT_OK;
}

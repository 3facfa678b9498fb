/* What comes from outside: signals, real and scripted, and descriptors that become ready. Looked at from the loop only. */
#include "core.h"
#include "host.h"

enum { SIGNALS = 16, SCRIPTED_MOST = 16 };

static struct {
    struct weft__list waiters;   /* tasks in weft_signal_wait */
    struct weft__list handles;   /* callbacks of weft_on_signal */
    struct weft__resource resource;
} signals[SIGNALS];

static struct {
    struct weft__timer timer;
    int signal;
} scripted[SCRIPTED_MOST];

/* A task that waits for a descriptor, on its own stack. */
struct watcher {
    struct weft__watch watch;
    struct weft__resource resource;
    struct weft__task *task;
};

static struct weft__watch *watches; /* oldest first */
static int watch_count;

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

/* ---- scripted signals: INT@2.5,TERM@4 ---- */

static bool bad_script(void)
{
    weft__say("weft: WEFT_SIGNALS=%s has no meaning; give at most %d signals as INT@2.5,TERM@4 (HUP INT USR1 USR2 TERM)\n",
              weft__options.signals, SCRIPTED_MOST);
    return false;
}

/* The signal of "INT@", 0 for another text; *at moves behind the @. */
static int take_name(const char **at)
{
    for (int i = 0; i < NAMES; i++) {
        size_t length = 0;
        while (names[i].name[length] && names[i].name[length] == (*at)[length])
            length++;
        if (!names[i].name[length] && (*at)[length] == '@') {
            *at += length + 1;
            return names[i].number;
        }
    }
    return 0;
}

static bool script(const char *at)
{
    for (int n = 0; *at; n++) {
        int signal = take_name(&at);
        int64_t due;
        if (n == SCRIPTED_MOST || !signal || !weft__option_seconds(&at, &due))
            return bad_script();
        at += *at == ',';
        scripted[n].signal = signal;
        scripted[n].timer = (struct weft__timer){0};
        weft__timer_set(&scripted[n].timer, due, WEFT__RAISE_SIGNAL, NULL);
    }
    return true;
}

bool weft__world_start(void)
{
    memset(signals, 0, sizeof signals);
    watches = NULL;
    watch_count = 0;
    return !weft__options.signals || script(weft__options.signals);
}

void weft__world_stop(void)
{
    for (int signal = 1; signal < SIGNALS; signal++)
        weft__handles_drop(&signals[signal].handles);
}

/* ---- signals ---- */

static void watch_signals(void)
{
    uint32_t wanted = 0;

    for (int signal = 1; signal < SIGNALS; signal++)
        if (signals[signal].waiters.first || signals[signal].handles.first)
            wanted |= UINT32_C(1) << signal;
    weft__host_watch_signals(wanted);
}

/* Nobody handles it: Ctrl-C cancels main, once; anything more ends the run. */
static void unhandled(int signal)
{
    if (signal == WEFT_SIGINT && !weft__loop.interrupted && weft__loop.main && !weft_task_ended(weft__loop.main->name_value)) {
        weft__loop.interrupted = true;
        (void)weft_task_cancel(weft__loop.main->name_value);
        return;
    }
    weft__say("weft: ended by the signal %s\n", name_of(signal) ? name_of(signal) : "?");
    weft__end_run(WEFT_EXIT_INTERRUPTED);
}

static void deliver(int signal)
{
    if (signal < 1 || signal >= SIGNALS)
        return;
    WEFT__TRACE(weft__trace_event(WEFT__SIGNALLED, 0, signal));
    if (!signals[signal].waiters.first && !signals[signal].handles.first) {
        unhandled(signal);
        return;
    }
    for (struct weft__node *node = signals[signal].handles.first; node; node = node->next) {
        weft_handle *handle = weft__owner(node, weft_handle, watch);
        if (handle->state == WEFT__HANDLE_SIGNAL) /* one that has not run yet stands for this one, too */
            weft__handle_ready(handle);
    }
    while (weft__wake_first(&signals[signal].waiters, WEFT_OK, true))
        continue;
}

void weft__signal_raise(struct weft__timer *timer)
{
    for (int i = 0; i < SCRIPTED_MOST; i++)
        if (&scripted[i].timer == timer)
            deliver(scripted[i].signal);
}

int(weft_signal_wait)(weft_place *place, int signal)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!name_of(signal))
        return WEFT_INVALID;
    struct weft__wait wait = {.place = place, .kind = WEFT__WAIT_SIGNAL, .list = &signals[signal].waiters,
                              .resource = &signals[signal].resource, .resource_kind = WEFT__A_SIGNAL};
    signals[signal].resource.name = name_of(signal);
    int err = weft__park(&wait);
    watch_signals();
    return err;
}

int(weft_on_signal)(weft_place *place, weft_handle *handle, int signal, weft_callback *fn, void *arg)
{
    if (!name_of(signal))
        return WEFT_INVALID;
    WEFT_TRY(weft__handle_watch(place, handle, &signals[signal].handles, fn, arg));
    handle->state = WEFT__HANDLE_SIGNAL;
    handle->signal = (uint8_t)signal;
    return WEFT_OK;
}

/* ---- descriptors ---- */

static int wait_for(weft_place *place, int descriptor, bool writing)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (descriptor < 0)
        return WEFT_INVALID;
    if (watch_count == WEFT__WATCHES_MOST)
        return WEFT_FULL;
    struct watcher watcher = {.watch = {.descriptor = descriptor, .writing = writing}, .task = weft__self()};
    struct weft__watch **end = &watches;
    while (*end)
        end = &(*end)->next;
    *end = &watcher.watch;
    watch_count++;
    int err = weft__park(&(struct weft__wait){.place = place, .kind = writing ? WEFT__WAIT_WRITABLE : WEFT__WAIT_READABLE,
                                              .resource = &watcher.resource, .resource_kind = WEFT__A_DESCRIPTOR});
    for (end = &watches; *end != &watcher.watch; end = &(*end)->next)
        continue;
    *end = watcher.watch.next;
    watch_count--;
    return err;
}

int(weft_wait_readable)(weft_place *place, int descriptor)
{
    return wait_for(place, descriptor, false);
}

int(weft_wait_writable)(weft_place *place, int descriptor)
{
    return wait_for(place, descriptor, true);
}

/* ---- what the loop asks ---- */

bool weft__world_holds_clock(void)
{
    return watches != NULL;
}

bool weft__world_may_wake(void)
{
    if (weft__clock_virtual() || !weft__host_has_signals())
        return false;
    for (int signal = 1; signal < SIGNALS; signal++)
        if (signals[signal].waiters.first || signals[signal].handles.first)
            return true;
    return false;
}

bool weft__world_settle(void)
{
    watch_signals();
    weft__trace_flush();
    return !weft__fault_now(&weft__options.fail_host);
}

struct weft__watch *weft__world_watches(void)
{
    return watches;
}

void weft__world_take(void)
{
    for (int signal; (signal = weft__host_take_signal());)
        deliver(signal);
    for (struct weft__watch *watch = watches; watch; watch = watch->next) {
        struct watcher *watcher = weft__owner(watch, struct watcher, watch);
        if ((watch->ready || watch->failed) && watcher->task->state == WEFT__WAITING)
            weft__wake(watcher->task, watch->failed ? WEFT_INVALID : WEFT_OK, false);
    }
}

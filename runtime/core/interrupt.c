/* What every run does with signals: Ctrl-C, also when nobody asked for it, and the end that one brings which nobody handles. Programs
 * that wait for signals, or have callbacks for them, bring signal.c along. */
#include "core/core.h"
#include "core/functions.h"

static struct weft__operation unasked; /* the run's own */

static const struct {
    const char *name;
    int number;
} names[] = {{"HUP", WEFT_SIGHUP}, {"INT", WEFT_SIGINT}, {"USR1", WEFT_SIGUSR1}, {"USR2", WEFT_SIGUSR2},
             {"TERM", WEFT_SIGTERM}};

enum { NAMES = sizeof names / sizeof *names };

const char *weft__signal_name(int signal)
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

static void say_ended(int signal)
{
    const char *name = weft__signal_name(signal);

    weft__say("weft: ended by the signal %s\n", name ? name : "?");
}

/* Nobody handles it: Ctrl-C cancels main, once; anything more ends the run. */
static void unhandled(int signal)
{
    /* mutant: interrupted-twice */
    if (signal == WEFT_SIGINT && !weft__loop.interrupted && weft__loop.main && !weft_task_ended(weft__loop.main->face.name)) {
        weft__loop.interrupted = true;
        (void)weft_task_cancel(weft__loop.main->face.name); /* mutant: interrupted */
        return;
    }
    say_ended(signal);
    weft__end_run(WEFT_EXIT_INTERRUPTED);
}

int weft__signals_code(int code)
{
    int signal = code == 0 ? weft__host_unseen() : 0;

    if (!signal)
        return code;
    say_ended(signal);
    return WEFT_EXIT_INTERRUPTED;
}

void weft__signal_came(int number)
{
    if (number < 1 || number >= WEFT__SIGNALS)
        return;
    WEFT__TRACE(weft__trace_event(WEFT__SIGNALLED, 0, number));
    if (!weft__signal_handled || !weft__signal_handled(number))
        unhandled(number);
}

static void completed(struct weft__operation *operation, int64_t now)
{
    (void)now;
    weft__signal_came(operation->result);
}

const struct weft__operation_kind weft__signal_kind = {.completed = completed};

bool weft__signals_start(bool takes_interrupt)
{
    unasked = (struct weft__operation){.verb = WEFT__SIGNAL, .descriptor = WEFT_SIGINT, .background = true,
                                       .kind = &weft__signal_kind};
    if (takes_interrupt)
        (void)weft__operation_submit(&unasked); /* a host without signals refuses */
    return weft__script_start();
}

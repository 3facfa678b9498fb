/* Weft as a guest: a program that has a loop already (libuv's, GLib's, Qt's, SDL's, a poll() by hand) drives this
 * one, and tasks run beside the callbacks of that loop.
 *
 *     #include "weft/embed.h"
 *
 *     weft_runner runner = {0};
 *     weft_runner_begin(&runner, WEFT_TAKES_NOTHING, amain, NULL);
 *     for (double seconds; weft_runner_poll(&runner, &seconds);)
 *         wait_for(weft_runner_descriptor(&runner), seconds);  what your loop does: until the descriptor is
 *     return weft_runner_close(&runner);                       readable, for so long at most
 *
 * Call all of it from the thread of the loop, except weft_runner_wake. Only one runner is open at a time. Between two
 * polls no task runs, and what a callback of your loop may do is what a callback of weft.h may: set an event, put
 * without waiting, spawn, cancel; weft_runner_wake then makes the loop come back. When nothing in Weft could wake a
 * task any more this is no deadlock: your callbacks may. */
#ifndef WEFT_EMBED_H
#define WEFT_EMBED_H

#include "weft.h"

/* What of the process belongs to the runner. Nothing, unless it is asked for. */
enum weft_takes {
    WEFT_TAKES_NOTHING = 0,
    WEFT_TAKES_INTERRUPT = 1, /* Ctrl-C cancels the main task; a second one ends the process. Else SIGINT stays yours */
    WEFT_TAKES_OUTPUT = 2,    /* stdout and stderr pass through the runtime, for stamps and the trace, up to the end of
                                 the process */
    WEFT_TAKES_FAULTS = 4,    /* SIGSEGV and SIGBUS: a stack that overflows ends with a sentence. Else a plain fault */
};

/* Opens the runner, which must be new, with `fn(arg)` as its main task, and runs nothing yet. `takes` is made of enum
 * weft_takes. Returns 0; or prints a sentence and returns the enum weft_exit of what is wrong: the runner is open
 * already or closed, or another one is; the options have no meaning; there is no memory. The runner is yours: keep it
 * in place until the close. (Trio's guest mode: trio.lowlevel.start_guest_run) */
int weft_runner_begin(weft_place *place, weft_runner *runner, unsigned takes, weft_task_function *fn, void *arg);
#define weft_runner_begin(runner, takes, fn, arg) weft_runner_begin(WEFT_HERE(#fn), runner, takes, fn, arg)

/* Runs what is ready: at most some hundred steps, so that your loop never waits for long. True: come back when the
 * descriptor is readable, after a weft_runner_wake, and after `seconds` at the latest: 0 for at once, WEFT_FOREVER for
 * never. Coming back early does no harm. False: the main task has ended, and so has everything that it left, which was
 * cancelled; close the runner. Also false, with a sentence, inside a run or for a runner that is not open. */
bool weft_runner_poll(weft_runner *runner, double *seconds);

/* A descriptor that is readable while weft_runner_poll has something to do before its time; the same from begin to
 * close. -1 where there is none (in wasm): then the loop comes back by `seconds` and by itself after a wake. Only
 * wait for it: it is not for reading. */
int weft_runner_descriptor(const weft_runner *runner);

/* Makes the descriptor readable, so that the loop comes back. Call it from anywhere: from another thread, a signal
 * handler, a callback; also when the loop is not waiting. Do not call it after the close. */
void weft_runner_wake(weft_runner *runner);

/* Asks the main task to end, as weft_task_cancel does. Poll on until it has. */
void weft_runner_cancel(weft_runner *runner);

/* weft_runner_close (weft.h) ends it: what weft_run would have returned. Before poll was false, it cancels the main
 * task and all others, and blocks until they have ended. */

#endif

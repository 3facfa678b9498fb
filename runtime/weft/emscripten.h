/* Weft in a program that Emscripten builds: a page, a game, a viewer, with or without a main loop of its own.
 *
 * weft_run works as everywhere when it is called from main, or from what main calls: main is left while nothing is
 * ready, and JavaScript has its turn. A program that has a loop already, or none at all, begins its tasks by
 * weft_run_beside:
 *
 *     static int blink(void *arg)
 *     {
 *         for (;;) {
 *             WEFT_TRY(weft_sleep(0.5));
 *             *(bool *)arg = !*(bool *)arg;
 *         }
 *     }
 *
 *     weft_run_beside(blink, &on);
 *     emscripten_set_main_loop(frame, 0, true);
 *
 * A task that calls a function of EM_ASYNC_JS waits until its promise is settled, and other tasks run meanwhile. The
 * same holds for emscripten_sleep. A cancel does not end such a wait, for JavaScript goes on anyway: it comes at the
 * next one. */
#ifndef WEFT_EMSCRIPTEN_H
#define WEFT_EMSCRIPTEN_H

#include "weft.h"

/* Begins a run with `fn(arg)` as its main task and returns at once: JavaScript runs the tasks from its next turn on,
 * between the other callbacks of the page or of Node. Returns 0, or the enum weft_exit of what is wrong, and a sentence
 * was printed: another run is open, the options have no meaning, there is no memory. When the main task has ended, all
 * others are cancelled and awaited; an exit code that is not 0 becomes that of the process in Node. What a callback of
 * yours may do is what a callback of weft.h may: set an event, put without waiting, spawn, cancel; then call
 * weft_beside_wake. (Trio's guest mode: trio.lowlevel.start_guest_run) */
int weft_run_beside(weft_place *place, weft_task_function *fn, void *arg);
#define weft_run_beside(fn, arg) weft_run_beside(WEFT_HERE(#fn), fn, arg)

/* Makes the run that weft_run_beside began look at once at what a callback of yours has done. Without such a run it
 * does nothing. */
void weft_beside_wake(void);

/* Asks its main task to end, as weft_task_cancel does. Without such a run it does nothing. */
void weft_beside_cancel(void);

/* Waits until the page is about to draw its next picture (requestAnimationFrame), so that what the task draws now is
 * seen at once. In Node, and under the virtual clock, that is a sixtieth of a second later. Errors: CANCELLED, USAGE
 * (outside of tasks). */
WEFT_WAITS int weft_next_frame(weft_place *place);
#define weft_next_frame() weft_next_frame(WEFT_HERE("weft_next_frame"))

#endif

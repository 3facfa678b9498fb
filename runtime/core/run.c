/* A run, from its first handle to its exit code: weft_run, and the runner, which makes several on one loop. */
#include "core/core.h"
#include "core/functions.h"
#include "port/host.h"

enum { SWEEPS_MOST = 1000, LAST_TURNS = 6 };

/* One round of the sweep: whoever was spawned since the last one is told to stop; generators come after all other tasks (asyncio closes
 * them then, too). True when somebody was told. */
static bool sweep_once(uint32_t *told, uint32_t *generators_told)
{
    if (weft__loop.root.unfinished.first) /* mutant: sweep-tasks */
        return weft__cancel_newer(told, false);
    weft__loop.generators.closed = true; /* none of them gives another value */
    return weft__cancel_newer(generators_told, true);
}

/* What is left is cancelled and awaited, and so is what that spawns meanwhile. */
static void sweep_tasks(uint32_t *told, uint32_t *generators_told)
{
    for (int sweeps = 0; (weft__loop.root.unfinished.first || weft__loop.generators.unfinished.first) && !weft__loop.fatal;) {
        if (sweep_once(told, generators_told) && ++sweeps > SWEEPS_MOST) {
            weft__report_leftovers(weft_tasks(NULL, 0));
            break;
        }
        weft__loop_turn();
    }
}

static bool is_anything_ready(void)
{
    const struct weft__timer *next = weft__timer_first();

    return weft__loop.ready.first || (next && next->due <= weft__clock_now());
}

/* After all tasks have ended, what is ready runs: callbacks of their ends, say, and what these ask for, within reason. (asyncio.run takes
 * so many turns, too, to shut down what it has.) */
static void sweep(void)
{
    uint32_t told = 0, generators_told = 0;

    weft__loop.swept_after = weft__tasks_ended();
    weft__loop.sweeping = true;
    sweep_tasks(&told, &generators_told);
    for (int turns = 0; turns < LAST_TURNS && is_anything_ready() && !weft__loop.fatal; turns++) {
        weft__loop_turn();
        sweep_tasks(&told, &generators_told);
    }
}

static int exit_code_of_main(const struct weft__task *task)
{
    int code = task->result;

    if (weft__loop.interrupted && code == WEFT_CANCELLED && task->cancels <= 1) { /* else somebody else cancelled it, too */
        weft__say("weft: interrupted\n");
        return WEFT_EXIT_INTERRUPTED;
    }
    if (code == WEFT_OK)
        return 0;
    weft__report_failed(task, "main");
    if (code > 0)
        return code > 99 ? 99 : code;
    if (code == WEFT_CANCELLED)
        return WEFT_EXIT_CANCELLED;
    return code == WEFT_NO_MEMORY ? WEFT_EXIT_NO_MEMORY : WEFT_EXIT_FAILED;
}

/* Sets up all that a run is made of. False, with the exit code, when the options have no meaning. */
static bool begin(const weft_run_options *options)
{
    weft__loop_start();
    weft__host_start();
    if (!weft__options_read(options)) {
        weft__host_stop();
        weft__loop.running = false;
        return false;
    }
    weft__random_start(weft__options.seed);
    weft__orders_restart();
    weft__output_start();
    weft__clock_start();
    weft__loop.patience = weft__host_interval();
    weft__trace_start();
    if (weft__options.debug)
        weft__debug_begins();
    if (!weft__world_start()) /* WEFT_SIGNALS has no meaning, which was said */
        weft__end_run(WEFT_EXIT_OPTION);
    return true;
}

/* Runs until the main task has ended, or for ever without one. */
static int run(weft_place *place, const weft_spawn_options *options)
{
    struct weft__task *main = NULL;

    if (weft__loop.fatal)
        return weft__loop.exit_code;
    weft__loop.interrupted = false;
    if (options->fn && !(main = weft__task_spawn(place, &weft__loop.root, options))) {
        weft__say("weft: no memory to start the main task\n");
        return WEFT_EXIT_NO_MEMORY;
    }
    weft__loop.main = main;
    weft__loop_run();
    if (weft__loop.fatal) /* main stays what it is, for the reports */
        return weft__loop.exit_code;
    weft__loop.main = NULL;
    if (!main)
        return 0;
    if (main->state != WEFT__DONE) { /* from here on a task like others */
        weft__say("weft: the loop was stopped before main had ended\n");
        return WEFT_EXIT_FAILED;
    }
    int code = exit_code_of_main(main);
    weft__task_release(main);
    return code;
}

static void count_states(size_t *tasks, size_t *waiters)
{
    *tasks = *waiters = 0;
    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        if (task->state == WEFT__DONE)
            continue;
        ++*tasks;
        *waiters += task->state == WEFT__WAITING;
    }
}

/* Gives back all that the run has made, and says what it used. The trace has stopped before. */
static void clear(weft_run_outcome *given)
{
    weft_run_outcome outcome = {.turns = (size_t)weft__loop.turn, .steps = (size_t)weft__loop.steps,
                                .seconds = (double)weft__clock_seen() / 1e9};

    weft__report_lost();
    if (weft__options.census)
        weft__report_census();
    count_states(&outcome.tasks, &outcome.waiters);
    outcome.timers = weft__timers_scheduled();
    weft__timers_forget(); /* they lie on the tasks' stacks */
    weft__tasks_free();
    weft__world_stop();
    weft__contexts_free();
    outcome.bytes = weft__memory_bytes();
    if (given)
        *given = outcome;
    if (weft__options.report)
        weft__report_outcome(&outcome);
}

/* Puts everything away. The code may still change: output may be lost up to the very last line. */
static int finish(const weft_run_options *options, int code)
{
    weft__current = NULL;
    weft__output_flush();
    if (code == 0 && (weft__loop.host_failed || weft__loop.output_lost))
        code = WEFT_EXIT_HOST;
    WEFT__TRACE(weft__trace_event(WEFT__END, 0, code)); /* while the tasks are there: readers keep the last state */
    weft__trace_stop();
    clear(options ? options->outcome : NULL);
    if (weft__options.debug)
        weft__debug_ends(code);
    weft__host_stop();
    weft__loop.running = weft__loop.turning = false;
    return code;
}

int weft_run_with(weft_place *place, const weft_run_options *options, weft_task_function *fn, void *arg)
{
    if (weft__loop.running) {
        weft__say("weft: weft_run was called inside a run; call %s itself, or spawn it\n", place->words);
        return WEFT_EXIT_FAILED;
    }
    if (!fn) {
        weft__say("weft: weft_run was given no function\n");
        return WEFT_EXIT_FAILED;
    }
    if (!begin(options))
        return WEFT_EXIT_OPTION;
    int code = run(place, &(weft_spawn_options){.fn = fn, .arg = arg, .name = "main"});
    sweep(); /* mutant: run-sweeps */
    return finish(options, weft__loop.fatal ? weft__loop.exit_code : code);
}

int weft_run(weft_place *place, weft_task_function *fn, void *arg)
{
    return weft_run_with(place, NULL, fn, arg);
}

/* ---- the runner ---- */

enum { NEW = 0, OPEN, CLOSED };

/* 0 when it may be used here and now; else what to return, and a sentence was written. */
static int open(weft_runner *runner)
{
    const char *wrong = weft__loop.turning                                ? "was used inside a run"
                        : runner->state == CLOSED                        ? "was used after it was closed"
                        : runner->state == NEW && weft__loop.running     ? "was used while another is open"
                                                                         : NULL;
    if (wrong) {
        weft__say("weft: a runner %s\n", wrong);
        return WEFT_EXIT_FAILED;
    }
    if (runner->state == NEW && !begin(runner->options)) {
        runner->state = CLOSED;
        return WEFT_EXIT_OPTION;
    }
    runner->state = OPEN;
    return 0;
}

int weft_runner_run(weft_place *place, weft_runner *runner, weft_task_function *fn, void *arg)
{
    int refused = open(runner);

    if (refused)
        return refused;
    weft__loop.turning = true;
    int code = run(place, &(weft_spawn_options){.fn = fn, .arg = arg, .name = "main", .context = &runner->context});
    weft__loop.turning = false;
    return code;
}

int weft_runner_close(weft_runner *runner)
{
    if (runner->state != OPEN) {
        runner->state = CLOSED;
        return 0;
    }
    if (weft__loop.turning) {
        weft__say("weft: a runner was closed inside a run\n");
        return WEFT_EXIT_FAILED;
    }
    weft__loop.turning = true;
    sweep();
    runner->state = CLOSED;
    return finish(runner->options, weft__loop.fatal ? weft__loop.exit_code : 0);
}

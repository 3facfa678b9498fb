/* A run, from its first handle to its exit code, as a row of stages: main, the sweep, over. weft__run_step goes through them and never
 * waits. The drivers here, weft_run and the runner (several runs on one loop), block; embed.c has one that is polled. */
#include "core/core.h"
#include "core/functions.h"

enum { SWEEPS_MOST = 1000, LAST_TURNS = 6 };

enum stage { MAIN, SWEEP, OVER };

static struct {
    enum stage stage;
    bool swept;                    /* main is followed by the sweep */
    int code;                      /* of main, once it has ended */
    struct weft__task *main;       /* NULL: none, for ever */
    uint32_t asked, generators_asked; /* the sweep: the last task that was asked to stop, by number */
    int sweeps, last_turns;
} now;

/* ---- the sweep ---- */

static void begin_sweep(void)
{
    now.stage = SWEEP;
    now.asked = now.generators_asked = 0;
    now.sweeps = now.last_turns = 0;
    weft__loop.swept_after = weft__tasks_ended();
    weft__loop.sweeping = true;
}

/* One round of the sweep asks every task to stop that was spawned since the last one. Generators come after all other tasks
 * (asyncio closes them then, too). True when it asked some task. */
static bool sweep_once(void)
{
    if (weft__loop.root.unfinished.first) /* mutant: sweep-tasks */
        return weft__cancel_newer(&now.asked, false);
    weft__loop.generators.closed = true; /* none of them gives another value */
    return weft__cancel_newer(&now.generators_asked, true);
}

static bool is_anything_ready(void)
{
    const struct weft__timer *next = weft__timer_first();

    return weft__loop.ready.first || (next && next->due <= weft__clock_now());
}

/* Whether the sweep needs another turn. What is left is cancelled and awaited, and so is what that spawns meanwhile. After all tasks have
 * ended, what is ready runs: callbacks of their ends, say, and what these ask for, within reason. (asyncio.run takes so many turns, too,
 * to shut down what it has.) */
static bool sweep_goes_on(void)
{
    if (weft__loop.fatal)
        return false;
    if (weft__loop.root.unfinished.first || weft__loop.generators.unfinished.first) {
        if (!sweep_once() || ++now.sweeps <= SWEEPS_MOST)
            return true;
        weft__report_leftovers(weft_tasks(NULL, 0));
    }
    now.sweeps = 0;
    if (weft__loop.jobs) /* mutant: run-waits-for-jobs */
        return true;
    return now.last_turns++ < LAST_TURNS && is_anything_ready();
}

/* ---- main ---- */

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
bool weft__run_begin(const weft_run_options *options, bool takes_output, bool takes_interrupt)
{
    weft__loop_start();
    weft__console_start(takes_output);
    if (!weft__options_read(options)) {
        weft__console_stop();
        weft__loop.running = false;
        return false;
    }
    weft__random_start(weft__options.seed);
    weft__orders_restart();
    weft__output_start();
    weft__clock_start();
    weft__loop.patience = weft__host_interval();
    weft__trace_start();
    if (takes_output && (weft__tracing || weft__options.stamp)) /* each line has a time and a task */
        weft__console_by_line();
    if (weft__options.debug)
        weft__debug_begins();
    if (!weft__world_start(takes_interrupt)) /* WEFT_SIGNALS has no meaning, which was said */
        weft__end_run(WEFT_EXIT_OPTION);
    return true;
}

int weft__run_main(weft_place *place, const weft_spawn_options *options, bool swept)
{
    now.stage = MAIN;
    now.swept = swept;
    now.code = 0;
    now.main = NULL;
    weft__loop.interrupted = false;
    weft__task_stack_forget();
    if (weft__loop.fatal) {
        now.code = weft__loop.exit_code;
    } else if (options->fn && !(now.main = weft__task_spawn(place, &weft__loop.root, options))) {
        weft__say("weft: no memory to start the main task\n");
        now.code = WEFT_EXIT_NO_MEMORY;
    }
    weft__loop.main = now.main;
    if (weft__tape && now.main)
        weft__tape_main(place);
    if (now.code)
        now.stage = OVER;
    return now.code;
}

static void end_main(void)
{
    struct weft__task *main = now.main;

    weft__loop.stopping = false;
    if (weft__loop.fatal) { /* main stays what it is, for the reports */
        now.code = weft__loop.exit_code;
        return;
    }
    weft__loop.main = NULL;
    if (!main)
        return;
    if (main->state != WEFT__DONE) { /* from here on a task like others */
        weft__say("weft: the loop was stopped before main had ended\n");
        now.code = WEFT_EXIT_FAILED;
        return;
    }
    now.code = exit_code_of_main(main);
    weft__task_release(main);
}

/* ---- the stages ---- */

/* After a turn: whether there is another one. */
static bool goes_on(void)
{
    if (now.stage == MAIN) {
        if (!weft__loop.stopping && !weft__loop.fatal)
            return true;
        end_main();
        now.stage = OVER;
        if (now.swept) {
            if (weft__looks_at_lent())
                weft__debug_main_ended();
            begin_sweep();
        }
    }
    if (now.stage == SWEEP && sweep_goes_on())
        return true;
    now.stage = OVER;
    return false;
}

bool weft__run_step(int64_t *wait)
{
    do
        if (weft__loop_step(wait, now.stage == SWEEP))
            return true;
    while (goes_on());
    return false;
}

bool weft__run_poll(int64_t *wait)
{
    if (now.stage == OVER)
        return false;
    weft__loop_waited(weft__host_wait(0));
    return weft__run_step(wait);
}

/* The driver of a program without a loop of its own. In wasm it has no frame of its own: only main, the function that begins the
 * run, and the host's wait are ever unwound. */
static inline __attribute__((always_inline)) void drive(void)
{
    int64_t wait;

    while (weft__run_step(&wait))
        weft__loop_waited(weft__host_wait(wait));
}

static inline __attribute__((always_inline)) void drive_sweep(void)
{
    begin_sweep();
    if (sweep_goes_on())
        drive();
    now.stage = OVER;
}

/* Of a guest that is closed before its end. */
static inline __attribute__((always_inline)) void drive_rest(void)
{
    if (now.stage == OVER)
        return;
    weft__loop.guest = false; /* from here on nobody else wakes anybody */
    if (now.stage == MAIN && now.main)
        (void)weft_task_cancel(now.main->face.name);
    drive();
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

bool weft__at_end(struct weft__ending *ending)
{
    if (ending->run == weft__loop.run_number)
        return false;
    ending->run = weft__loop.run_number;
    ending->next = weft__loop.endings;
    weft__loop.endings = ending;
    return true;
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
    for (; weft__loop.endings; weft__loop.endings = weft__loop.endings->next)
        weft__loop.endings->forget();
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
    if (weft__tape)
        code = weft__tape_end(code);
    WEFT__TRACE(weft__trace_event(WEFT__END, 0, code)); /* while the tasks are there: readers keep the last state */
    weft__trace_stop();
    clear(options ? options->outcome : NULL);
    code = weft__signals_code(code);
    if (weft__options.debug)
        weft__debug_ends(code);
    weft__console_stop();
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
    if (!weft__run_begin(options, true, true))
        return WEFT_EXIT_OPTION;
    if (!weft__run_main(place, &(weft_spawn_options){.fn = fn, .arg = arg, .name = "main"}, true))
        drive(); /* mutant: run-sweeps */
    return finish(options, weft__loop.fatal ? weft__loop.exit_code : now.code);
}

int weft_run(weft_place *place, weft_task_function *fn, void *arg)
{
    return weft_run_with(place, NULL, fn, arg);
}

/* ---- the runner ---- */

/* 0 when it may be used here and now; else what to return, and a sentence was written. */
static int open(weft_runner *runner)
{
    const char *wrong = weft__loop.turning                                ? "was used inside a run"
                        : runner->state == WEFT__RUNNER_CLOSED           ? "was used after it was closed"
                        : runner->state == WEFT__RUNNER_GUEST            ? "was used while it is polled"
                        : runner->state == WEFT__RUNNER_NEW && weft__loop.running ? "was used while another is open"
                                                                         : NULL;
    if (wrong) {
        weft__say("weft: a runner %s\n", wrong);
        return WEFT_EXIT_FAILED;
    }
    if (runner->state == WEFT__RUNNER_NEW && !weft__run_begin(runner->options, true, true)) {
        runner->state = WEFT__RUNNER_CLOSED;
        return WEFT_EXIT_OPTION;
    }
    runner->state = WEFT__RUNNER_OPEN;
    return 0;
}

int weft_runner_run(weft_place *place, weft_runner *runner, weft_task_function *fn, void *arg)
{
    int refused = open(runner);

    if (refused)
        return refused;
    weft__loop.turning = true;
    if (!weft__run_main(place, &(weft_spawn_options){.fn = fn, .arg = arg, .name = "main", .context = &runner->context}, false))
        drive();
    weft__loop.turning = false;
    return now.code;
}

int weft_runner_close(weft_runner *runner)
{
    if (runner->state != WEFT__RUNNER_OPEN && runner->state != WEFT__RUNNER_GUEST) {
        runner->state = WEFT__RUNNER_CLOSED;
        return 0;
    }
    if (weft__loop.turning) {
        weft__say("weft: a runner was closed inside a run\n");
        return WEFT_EXIT_FAILED;
    }
    weft__loop.turning = true;
    int code = 0;
    if (runner->state == WEFT__RUNNER_OPEN) {
        drive_sweep();
    } else {
        drive_rest();
        code = now.code;
    }
    runner->state = WEFT__RUNNER_CLOSED;
    return finish(runner->options, weft__loop.fatal ? weft__loop.exit_code : code);
}

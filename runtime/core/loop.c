/* The loop: the ready list and the turn. What a run is made of beside it is in run.c.
 *
 * The loop never waits. weft__loop_step runs what is ready up to where somebody has to wait and says for how long at most; a driver
 * waits (weft_run: run.c; another program's loop: embed.c) and steps again.
 *
 * One turn, top to bottom (it is asyncio's _run_once, so ticks can be compared):
 *   1. the hook gets the number of handles that are ready and of timers that run;
 *   2. nothing ready: wait for the next deadline or for the world; if neither can come, it is a deadlock;
 *   3. operations that are complete join the ready list, then all due timers, by (due, registration);
 *   4. exactly what is ready now runs. What it makes ready runs in the next turn, so nobody can starve a timer.
 *
 * Terms: core.h. Rejected designs:
 *   - A ready list of tasks instead of handles: a due timer would run its task one turn too early, and the order of
 *     equal instants would differ from asyncio's.
 *   - Moving due timers one at a time, as they are run: the queue example then prints in another order.
 *   - Running a woken task at once (symmetric switching): the waker's own next line would come after the woken one's.
 *   - Shuffling each batch as a whole for seeded runs: needs memory or many records; picking one of the oldest 64 at
 *     each step is reproducible, costs no record, and is the same for every batch that small. */
#include "core/core.h"

struct weft__loop weft__loop;
WEFT__EACH_THREAD struct weft__task *weft__current;

/* For the functions between a run and its steps: natively they become one function (see the top of stack.h). In wasm the engine
 * keeps the returns, and the size counts. */
#ifdef __wasm__
#define MERGED inline
#else
#define MERGED inline __attribute__((always_inline))
#endif

enum { SHUFFLE_WINDOW = 64 };

/* ---- ready list ---- */

/* Joins the list without a record: for callers that write a richer one. */
void weft__ready_join(struct weft__ready *ready, enum weft__ready_kind kind)
{
    weft__check_thread();
    weft__assert(!ready->queued);
    ready->kind = (uint8_t)kind;
    ready->queued = true;
    weft__list_append(&weft__loop.ready, &ready->node);
    weft__loop.ready_count++;
}

void weft__make_ready(struct weft__ready *ready, enum weft__ready_kind kind)
{
    weft__ready_join(ready, kind);
    WEFT__TRACE(weft__trace_ready(WEFT__MADE_READY, ready));
}

void weft__ready_leave(struct weft__ready *ready)
{
    if (&ready->node == weft__loop.batch_last)
        weft__loop.batch_last = ready->node.previous;
    weft__list_remove(&weft__loop.ready, &ready->node);
    ready->queued = false;
    weft__loop.ready_count--;
}

void weft__unready(struct weft__ready *ready)
{
    weft__ready_leave(ready);
    WEFT__TRACE(weft__trace_ready(WEFT__UNREADY, ready));
}

/* The next handle of this turn: the oldest, or with a seed one of the oldest, or the one that was chosen. */
static struct weft__ready *take(void)
{
    struct weft__node *node = weft__loop.ready.first;
    if (WEFT__HAS_CHOICES && weft__options.seeded == WEFT__CHOSEN_ORDER) {
        node = weft__choose(node);
    } else if (weft__options.seeded) {
        uint32_t window = 1;
        for (struct weft__node *n = node; n != weft__loop.batch_last && window < SHUFFLE_WINDOW; n = n->next)
            window++;
        for (uint32_t skip = weft__random_order(window); skip > 0; skip--)
            node = node->next;
    }
    struct weft__ready *ready = weft__owner(node, struct weft__ready, node);
    weft__ready_leave(ready);
    if (ready->kind != WEFT__STEP) /* the task itself says so, once it runs */
        WEFT__TRACE(weft__trace_ready(WEFT__RAN, ready));
    return ready;
}

/* ---- the turn ---- */

void weft_on_turn(weft_turn_hook *hook, void *arg)
{
    weft__loop.hook = hook;
    weft__loop.hook_arg = arg;
}

void weft__end_run(int exit_code)
{
    weft__loop.fatal = true;
    weft__loop.exit_code = exit_code;
}

static void fire(struct weft__timer *timer)
{
    timer->kind->fire(timer, weft__clock_seen());
}

static void end(struct weft__task *task)
{
    task->group->on_end(task);
}

/* All kinds but a task's step. */
static __attribute__((noinline)) void dispatch(struct weft__ready *ready)
{
    switch (ready->kind) {
    case WEFT__DUE:
        fire(weft__owner(ready, struct weft__timer, ready));
        break;
    case WEFT__CALL:
        weft__handle_run(weft__owner(ready, weft_handle, timer.ready));
        break;
    case WEFT__ENDED:
        end(weft__owner(ready, struct weft__task, ready));
        break;
    case WEFT__COMPLETED:
        weft__operation_run(weft__owner(ready, struct weft__operation, ready));
        break;
    case WEFT__STOP:
        weft__loop.stopping = true;
        break;
    }
}

/* A step, which most are, has no frame between it and `batch`: see the top of stack.h. */
static MERGED void run(struct weft__ready *ready)
{
    if (ready->kind != WEFT__STEP) {
        dispatch(ready);
        return;
    }
    struct weft__task *task = weft__owner(ready, struct weft__task, ready);
    if (!weft__task_step(task))
        weft__task_end(task);
    weft__current = NULL;
}

/* The same in debug mode. */
__attribute__((cold)) static void run_watched(struct weft__ready *ready)
{
    struct weft__debug_step step;

    weft__debug_before(&step, ready);
    run(ready);
    weft__debug_after(&step);
}

/* Nothing is ready: time passes, or the world has news, or it is the end. True: somebody has to wait, so long at most. */
static bool idle(int64_t *wait)
{
    struct weft__timer *next = weft__timer_first();
    bool held = weft__world_holds_clock();
    int64_t due = next ? next->due : INT64_MAX, limit = INT64_MAX;

    if (weft__loop.when_blocked && !(next && next->due <= weft__clock_now()) && weft__loop.when_blocked(&limit, weft__clock_virtual()))
        return false;
    if ((!next || (weft__options.manual_clock && next->due > weft__clock_seen())) && !held && limit == INT64_MAX && !weft__world_may_wake()) {
        if (weft__options.until != INT64_MAX && weft__clock_virtual())
            goto until;
        weft__report_deadlock();
        weft__end_run(WEFT_EXIT_DEADLOCK);
        return false;
    }
    if (weft__options.until < due)
        due = weft__options.until;
    if (limit < due)
        due = limit;
    if (weft__clock_virtual() && !held && due != INT64_MAX) {
        weft__output_flush();
        if (due == weft__options.until)
            goto until;
        weft__clock_advance(due);
        return false;
    }
    int64_t now = weft__clock_now();
    bool for_ever = due == INT64_MAX || weft__clock_virtual();
    *wait = for_ever ? WEFT__FOR_EVER : due > now ? weft__clock_real(due - now) : 0;
    return true;
until:
    weft__clock_advance(weft__options.until);
    weft__end_run(WEFT_EXIT_UNTIL);
    return false;
}

/* Runs what is ready until the turn is over or the host is to be looked at. */
static MERGED void batch(void)
{
    for (;;) {
        weft__loop.steps++;
        struct weft__ready *ready = take();
        if (weft__options.debug)
            run_watched(ready);
        else
            run(ready);
        if (!weft__loop.batch_last || weft__loop.fatal || weft__loop.patience <= 1) /* mutant: batch-ends */
            return;
        weft__loop.patience--;
    }
}

/* Where a turn stands between two steps of the loop. */
enum { BETWEEN_TURNS = 0, WAITING, LOOKING, LOOKED };

static bool begin_turn(int64_t *wait)
{
    weft__loop.turn++;
    WEFT__TRACE(weft__trace_event(WEFT__TURN, (uint32_t)weft__timers_scheduled(), (int64_t)weft__loop.ready_count));
    if (weft__loop.hook) /* mutant: turn-hook */
        weft__loop.hook(weft__loop.ready_count, weft__timers_scheduled(), weft__loop.hook_arg);
    weft__loop.idled = weft__list_empty(&weft__loop.ready) && !weft__loop.stopping;
    return weft__loop.idled && idle(wait);
}

/* What came and what is due joins what is ready: that is this turn's. */
static void open_batch(void)
{
    /* mutant: turn-world */
    if (weft__loop.idled || weft__loop.looked) /* in between nothing is taken: a signal waits for the next look */
        weft__world_take();
    weft__loop.looked = false;
    int64_t now = weft__loop.idled || weft__loop.patience <= 1 ? weft__clock_now() : weft__clock_seen();
    if (now >= weft__options.until && !weft__loop.fatal)
        weft__end_run(WEFT_EXIT_UNTIL);
    weft__timers_make_due(now); /* mutant: turn-timers */
    weft__loop.batch_last = weft__loop.ready.last;
}

/* Before somebody waits or looks; false when a fault that was asked for makes it fail at once. */
static bool before_wait(int64_t *wait)
{
    if (weft__tape)
        weft__tape_waits(wait);
    weft__output_flush();
    return weft__world_settle();
}

/* One turn, up to where somebody has to wait (true) or to its end. */
static MERGED bool step_turn(int64_t *wait)
{
    switch (weft__loop.phase) {
    case BETWEEN_TURNS:
        if (begin_turn(wait)) {
            weft__loop.phase = WAITING;
            if (before_wait(wait))
                return true;
            weft__loop_waited(false);
        }
        /* fall through */
    case WAITING:
        open_batch();
    }
    while (weft__loop.batch_last && !weft__loop.fatal) {
        if (weft__loop.phase == LOOKING) {
            weft__loop.phase = LOOKED;
        } else if (weft__loop.patience <= 1) {
            weft__loop.phase = LOOKING;
            *wait = 0;
            if (before_wait(wait))
                return true;
            weft__loop_waited(false);
            continue;
        } else {
            weft__loop.patience--;
        }
        batch();
    }
    weft__loop.phase = BETWEEN_TURNS;
    return false;
}

/* Turn after turn in one function: a return to another one would come after a switch, and cost more than the switch. */
bool weft__loop_step(int64_t *wait, bool one_turn)
{
    do
        if (step_turn(wait))
            return true;
    while (!one_turn && !weft__loop.stopping && !weft__loop.fatal);
    return false;
}

void weft__loop_waited(bool done)
{
    uint32_t interval = weft__host_interval(); /* which the host may have changed meanwhile */

    if (weft__tape)
        done = weft__tape_waited(done, &interval);
    if (!done && weft__loop.phase == WAITING) {
        weft__loop.host_failed = true;
        weft__say("weft: the host could not wait; the run ends here\n");
        weft__end_run(WEFT_EXIT_HOST);
    } else if (!done && !weft__loop.host_failed) {
        weft__loop.host_failed = true;
        weft__say("weft: the host failed when it was asked for news; the run goes on\n");
    }
    weft__loop.patience = interval;
    weft__loop.looked = true;
}

size_t weft_turns(void)
{
    return (size_t)weft__loop.turn;
}

void weft_stop(void)
{
    weft__loop.stopping = weft__loop.running;
}

void weft__loop_start(void)
{
    weft__loop = (struct weft__loop){.running = true, .run_number = weft__loop.run_number + 1,
                                     .hook = weft__loop.hook, .hook_arg = weft__loop.hook_arg,
                                     .spawn_hook = weft__loop.spawn_hook, .spawn_hook_arg = weft__loop.spawn_hook_arg};
    weft__loop.root.policy = weft__loop.generators.policy = WEFT__ROOT;
    weft__loop.root.resource.name = "root";
    weft__loop.generators.resource.name = "generators";
    weft__current = NULL;
    weft__handles_start();
}

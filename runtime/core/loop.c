/* The loop: the ready list and the turn. What a run is made of beside it is in run.c.
 *
 * One turn, top to bottom (it is asyncio's _run_once, so ticks can be compared):
 *   1. the hook is told how many handles are ready and how many timers run;
 *   2. nothing ready: wait for the next deadline or for the world; if neither can come, it is a deadlock;
 *   3. signals and descriptors that came join the ready list, then all due timers, by (due, registration);
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
#include "port/host.h"

struct weft__loop weft__loop;
struct weft__task *weft__current;

/* Of what stands between a run and its steps. Natively it becomes one function: see the top of stack.h. In wasm `batch`, which no
 * switch passes through, stays apart from `turn`, through which the host's wait is left and which is instrumented for that. */
#ifdef __wasm__
#define MERGED __attribute__((noinline))
#else
#define MERGED inline __attribute__((always_inline))
#endif

enum { SHUFFLE_WINDOW = 64 };

/* ---- ready list ---- */

/* Joins the list without a record: for who writes a richer one. */
void weft__ready_join(struct weft__ready *ready, enum weft__ready_kind kind)
{
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

/* The next handle of this turn: the oldest, or with a seed one of the oldest. */
static struct weft__ready *take(void)
{
    struct weft__node *node = weft__loop.ready.first;
    if (weft__options.seeded) {
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

static void look_at_the_world(void)
{
    weft__output_flush();
    if (!weft__world_look(0) && !weft__loop.host_failed) {
        weft__loop.host_failed = true;
        weft__say("weft: the host failed when it was asked for news; the run goes on\n");
    }
    weft__loop.patience = weft__host_interval(); /* which the host may have changed meanwhile */
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
static void dispatch(struct weft__ready *ready)
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
    case WEFT__STOP:
        weft__loop.stopping = true;
        break;
    }
}

/* A step, which most are, has no frame between it and `batch`: see the top of stack.h. */
static inline void run(struct weft__ready *ready)
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

/* Nothing is ready: time passes, or the world has news, or it is the end. */
static void idle(void)
{
    struct weft__timer *next = weft__timer_first();
    bool held = weft__world_holds_clock();
    int64_t due = next ? next->due : INT64_MAX, limit = INT64_MAX;

    if (weft__loop.when_blocked && !(next && next->due <= weft__clock_now()) && weft__loop.when_blocked(&limit))
        return;
    if ((!next || (weft__options.manual_clock && next->due > weft__clock_seen())) && !held && limit == INT64_MAX && !weft__world_may_wake()) {
        if (weft__options.until != INT64_MAX && weft__clock_virtual())
            goto until;
        weft__report_deadlock();
        weft__end_run(WEFT_EXIT_DEADLOCK);
        return;
    }
    weft__output_flush();
    if (weft__options.until < due)
        due = weft__options.until;
    if (limit < due)
        due = limit;
    if (weft__clock_virtual() && !held) {
        if (due == weft__options.until)
            goto until;
        if (due != INT64_MAX)
            weft__clock_advance(due);
        return;
    }
    int64_t now = weft__clock_now();
    bool for_ever = due == INT64_MAX || weft__clock_virtual();
    if (!weft__world_look(for_ever ? WEFT__FOR_EVER : due > now ? weft__clock_real(due - now) : 0)) {
        weft__loop.host_failed = true;
        weft__say("weft: the host could not wait; the run ends here\n");
        weft__end_run(WEFT_EXIT_HOST);
    }
    weft__loop.patience = weft__host_interval();
    return;
until:
    weft__clock_advance(weft__options.until);
    weft__end_run(WEFT_EXIT_UNTIL);
}

/* Runs what is ready until the turn is over or the host is to be looked at. */
static MERGED void batch(void)
{
    for (;;) {
        weft__loop.steps++;
        if (weft__options.debug)
            run_watched(take());
        else
            run(take());
        if (!weft__loop.batch_last || weft__loop.fatal || weft__loop.patience <= 1) /* mutant: batch-ends */
            return;
        weft__loop.patience--;
    }
}

static MERGED void turn(void)
{
    weft__loop.turn++;
    WEFT__TRACE(weft__trace_event(WEFT__TURN, (uint32_t)weft__timers_scheduled(), (int64_t)weft__loop.ready_count));
    if (weft__loop.hook) /* mutant: turn-hook */
        weft__loop.hook(weft__loop.ready_count, weft__timers_scheduled(), weft__loop.hook_arg);
    bool waited = weft__list_empty(&weft__loop.ready) && !weft__loop.stopping;
    if (waited)
        idle();
    weft__world_take(); /* mutant: turn-world */
    int64_t now = waited || weft__loop.patience <= 1 ? weft__clock_now() : weft__clock_seen();
    if (now >= weft__options.until && !weft__loop.fatal)
        weft__end_run(WEFT_EXIT_UNTIL);
    weft__timers_make_due(now); /* mutant: turn-timers */

    weft__loop.batch_last = weft__loop.ready.last;
    while (weft__loop.batch_last && !weft__loop.fatal) {
        if (weft__loop.patience <= 1)
            look_at_the_world();
        else
            weft__loop.patience--;
        batch();
    }
}

void weft__loop_run(void)
{
    do
        turn();
    while (!weft__loop.stopping && !weft__loop.fatal);
    weft__loop.stopping = false;
}

void weft__loop_turn(void)
{
    turn();
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

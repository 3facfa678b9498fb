/* What a program that was moved says to its new host (web/lib/run.js): a trace that begins here, with every task where it waits, so that a
 * reader knows as much of it as can be known. And it may go on under another clock. Linked when it is asked for.
 *
 * A task's lane begins with its wait, at the time at which that began: what was before stands in no memory. */
#include "core/core.h"

#include <stdlib.h>

enum { RETELL_TRACE = 1, RETELL_VIRTUAL = 2, RETELL_REAL = 4, RETELL_QUIET = 8 };
enum { TOLD = 0x80, EARLY = 0x40, STATE = 0x3f }; /* in the state of a task, while this is written */

static int64_t now;

static bool is_named(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

/* The step of a task joins the ready list, or runs, though it has done so long ago. */
static void tell_step(enum weft__trace_kind kind, const struct weft__task *task)
{
    struct weft__record record = weft__trace_next(kind);

    record.detail = WEFT__STEP;
    record.task = task->face.name.slot;
    record.generation = task->face.name.generation;
    weft__trace_put(&record);
}

static void tell_begun(const struct weft__task *task)
{
    tell_step(WEFT__MADE_READY, task);
    tell_step(WEFT__RAN, task);
}

static void tell_task(struct weft__task *task)
{
    if (task->state & TOLD)
        return;
    weft__trace_spawned(task, task->stack ? weft__stack_size(task->stack) : 0);
    if (task->cancels)
        weft__trace_task(WEFT__CANCEL, task, 0, task->cancels);
    task->state |= TOLD;
}

/* Others wait for it already, at a time at which nobody knows any more where it was. */
static void tell_early(struct weft__task *task)
{
    static weft_wait_kind unknown = {.name = "unknown", .words = "is somewhere before this snapshot"};
    const struct weft__wait *wait = task->waiting, earlier = {.kind = &unknown};

    if (task->state & TOLD)
        return;
    tell_task(task);
    if ((task->state & STATE) == WEFT__CREATED)
        return;
    tell_begun(task);
    task->waiting = &earlier;
    weft__trace_parked(task);
    task->waiting = wait;
    task->state |= EARLY;
}

/* It runs, and what it does next is known. */
static void tell_now(struct weft__task *task)
{
    struct weft__record record;

    if (!(task->state & EARLY)) {
        tell_task(task);
        tell_begun(task);
        return;
    }
    record = weft__trace_next(WEFT__WOKEN);
    record.task = task->face.name.slot;
    record.generation = task->face.name.generation;
    weft__trace_put(&record);
    tell_step(WEFT__RAN, task);
}

/* A wait, behind what is waited for: tasks, the holder of a lock, the timer of a sleep. */
static void tell_wait(struct weft__task *task)
{
    const struct weft__wait *wait = task->waiting;
    weft_resource_kind *of = wait->kind->of;
    struct weft__task *holder = NULL;

    if (wait->resource && of && of->holder)
        holder = weft__task_of(of->holder(wait->resource));
    if (holder || of == &weft__a_task || of == &weft__a_group)
        tell_early(task); /* first, so that its lane is */
    if (of == &weft__a_task)
        tell_early(weft__owner(wait->resource, struct weft__task, resource));
    for (struct weft__task *other = NULL; of == &weft__a_group && (other = weft__task_after(other));)
        if (&other->group->resource == wait->resource)
            tell_early(other);
    if (holder)
        tell_early(holder);
    tell_now(task);
    if (wait->brings && is_named(wait->kind->name, "sleep") && ((struct weft__timer *)wait->brings)->scheduled)
        weft__trace_timer(WEFT__TIMER_SET, wait->brings, task, wait->place);
    weft__trace_parked(task);
    if (holder)
        weft__trace_level(wait->resource, of, holder, 1);
}

/* Where a task stands in the order of the trace. */
static int64_t time_of(const struct weft__task *task)
{
    return (task->state & STATE) == WEFT__WAITING && task->waits_since < now ? task->waits_since : now;
}

static int compare(const void *left, const void *right)
{
    const struct weft__task *a = *(struct weft__task *const *)left, *b = *(struct weft__task *const *)right;
    int64_t before = time_of(a), after = time_of(b);

    return before != after ? (before < after ? -1 : 1) : a->number < b->number ? -1 : 1;
}

static void tell_tasks(void)
{
    size_t count = 0, told = 0;

    for (struct weft__task *task = NULL; (task = weft__task_after(task));)
        count++;
    struct weft__task **tasks = malloc((count ? count : 1) * sizeof *tasks);
    if (!tasks)
        return; /* then the trace has each when it goes on */
    for (struct weft__task *task = NULL; (task = weft__task_after(task));)
        tasks[told++] = task;
    qsort(tasks, count, sizeof *tasks, compare);
    for (size_t i = 0; i < count; i++) {
        weft__clock_pretend(time_of(tasks[i]));
        switch (tasks[i]->state & STATE) {
        case WEFT__WAITING:
            tell_wait(tasks[i]);
            break;
        case WEFT__DONE:
            tell_now(tasks[i]);
            weft__trace_task(WEFT__FINISHED, tasks[i], 0, tasks[i]->result);
            break;
        case WEFT__CREATED:
            tell_task(tasks[i]);
            break;
        default:
            tell_now(tasks[i]);
            weft__trace_ready(WEFT__MADE_READY, &tasks[i]->ready);
        }
    }
    free(tasks);
    weft__clock_pretend(now);
}

static void forget_cause(const struct weft__timer *timer)
{
    ((struct weft__timer *)(uintptr_t)timer)->ready.cause = 0;
}

/* Those of sleeping tasks stand beside their waits. */
static void tell_timer(const struct weft__timer *timer)
{
    struct weft__timer *set = (struct weft__timer *)(uintptr_t)timer;
    const weft_timeout *timeout = is_named(timer->kind->name, "strike_timeout") ? weft__owner(set, weft_timeout, timer) : NULL;

    if (timer->ready.cause == 0)
        weft__trace_timer(WEFT__TIMER_SET, set, timeout ? timeout->task : NULL, timeout ? timeout->place : NULL);
}

static void tell_ready(struct weft__ready *ready)
{
    struct weft__task *task = ready->kind == WEFT__STEP ? weft__owner(ready, struct weft__task, ready) : NULL;

    if (task && (task->state & EARLY || (task->state & STATE) == WEFT__READY))
        tell_step(WEFT__RAN, task); /* and joins the list once more, in its order */
    if (ready->kind == WEFT__DUE) {
        struct weft__timer *timer = weft__owner(ready, struct weft__timer, ready);
        weft__trace_timer(WEFT__TIMER_SET, timer, NULL, NULL);
        weft__trace_timer(WEFT__TIMER_DUE, timer, NULL, NULL);
    } else {
        weft__trace_ready(WEFT__MADE_READY, ready);
    }
}

static void tell(void)
{
    weft__options.trace = "3";
    weft__output_count_anew();
    now = weft__clock_now();
    for (struct weft__task *task = NULL; (task = weft__task_after(task));)
        if (time_of(task) < weft__clock_seen())
            weft__clock_pretend(time_of(task));
    weft__trace_start();
    weft__clock_pretend(now);
    if (!weft__tracing)
        return;
    weft__timers_each(forget_cause);
    tell_tasks();
    weft__timers_each(tell_timer);
    for (struct weft__node *node = weft__loop.ready.first; node; node = node->next)
        tell_ready(weft__owner(node, struct weft__ready, node));
    for (struct weft__task *task = NULL; (task = weft__task_after(task));)
        task->state &= STATE;
    weft__trace_event(WEFT__TURN, (uint32_t)weft__timers_scheduled(), (int64_t)weft__loop.ready_count);
    weft__trace_flush();
}

uint32_t weft_retell(uint32_t what);
__attribute__((export_name("weft_retell"))) uint32_t weft_retell(uint32_t what)
{
    bool was_virtual = weft__clock_virtual();

    if (what & (RETELL_VIRTUAL | RETELL_REAL))
        weft__clock_switch(what & RETELL_VIRTUAL);
    if (what & RETELL_QUIET) /* without what it still holds: it went on with a trace that nobody here reads */
        weft__tracing = false;
    if (what & RETELL_TRACE)
        tell();
    return was_virtual;
}

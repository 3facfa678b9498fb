/* The runtime's longer sentences: why nothing can run any more, how a task failed, what a run used. */
#include "core/core.h"

#pragma weak weft__say_circle
#include "port/stack.h"

enum { TOLD_MOST = 100, NUMBERED_MOST = 1000 }; /* tasks in the report of a deadlock */

static weft_task holder_of(const struct weft__wait *wait)
{
    const weft_resource_kind *kind = wait->kind->of;

    return kind && kind->holder ? kind->holder(wait->resource) : (weft_task){0};
}

/* What a resource is called by a task that waits for it. A lock by the words of the place that waits: the words that named it first
 * may be another pointer's by now. */
static const char *words_of(const struct weft__wait *wait)
{
    const weft_resource_kind *kind = wait->kind->of;

    return kind && kind->holder ? wait->place->words : wait->resource->name ? wait->resource->name : "";
}

/* The number of a resource among those that are called the same and waited for, in the order in which the tasks that wait first were
 * made; 0: no other is called so. */
static size_t number_of(const struct weft__wait *wait)
{
    size_t number = 1, seen = 0;
    bool alone = true, met = false;

    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        if (++seen > NUMBERED_MOST)
            return 0; /* in a crowd a number helps nobody, and each would cost a look at all */
        const struct weft__wait *other = task->state == WEFT__WAITING ? task->waiting : NULL;
        if (!other || !other->resource || !other->list || other->list->first != &task->wait || other->kind->of != wait->kind->of)
            continue; /* one stands for all that wait in its list */
        if (other->resource == wait->resource) {
            met = true;
        } else if (strcmp(words_of(other), words_of(wait)) == 0) {
            alone = false;
            number += !met;
        }
    }
    return alone ? 0 : number;
}

void weft__say_waits(const struct weft__task *task)
{
    if (task->state != WEFT__WAITING) {
        weft__say(task->state == WEFT__RUNNING ? "%s runs" : "%s is ready", task->name);
        return;
    }
    const struct weft__wait *wait = task->waiting;
    const weft_wait_kind *kind = wait->kind;
    weft__say("%s %s", task->name, kind->words);
    if (wait->resource) {
        const char *noun = kind->noun ? kind->noun : kind->of ? kind->of->noun : "";
        weft__say(*noun ? " %s %s" : "%s %s", noun, words_of(wait));
        size_t number = wait->list && kind->of ? number_of(wait) : 0;
        if (number)
            weft__say(" (%z)", number);
    }
    const struct weft__task *holder = weft__task_of(holder_of(wait));
    if (holder)
        weft__say(holder == task ? ", which it holds itself" : ", held by %s", holder->name);
}

static void say_wait(const struct weft__task *task)
{
    weft__say("  ");
    weft__say_waits(task);
    weft__say("\n    since %t s at %p; spawned at %p\n", task->waits_since, task->waits_at, task->spawned_at);
}

void weft__report_deadlock(void)
{
    size_t count = weft_tasks(NULL, 0);

    weft__output_flush();
    WEFT__TRACE(weft__trace_event(WEFT__DEADLOCK, 0, (int64_t)count));
    weft__say("weft: deadlock at %t s: nothing is ready, %s, and %z task%s for ever\n", weft__clock_seen(),
              weft__options.manual_clock ? "the clock stands still" : "no timer runs", count, count == 1 ? " waits" : "s wait");
    size_t said = 0;
    for (const struct weft__task *task = NULL; said < TOLD_MOST && (task = weft__task_after(task));)
        if (task->state == WEFT__WAITING) {
            say_wait(task);
            said++;
        }
    if (count > said)
        weft__say("  ... and %z more\n", count - said);
    if (weft__say_circle)
        weft__say_circle();
}

static void say_error(const struct weft__error *error)
{
    weft__say("  %s (code %d), raised at %p\n", error->text, error->code, error->place);
}

void weft__report_failed(const struct weft__task *task, const char *what)
{
    weft__output_flush();
    weft__say("weft: %s ended with code %d (%s), spawned at %s:%d; ", what, task->result, weft_error_name(task->result),
              task->spawned_at->file, task->spawned_at->line);
    if (task->waits_at == task->spawned_at)
        weft__say("it never waited\n");
    else
        weft__say("last wait at %p\n", task->waits_at);
    if (weft__options.drawn)
        weft__say("  WEFT_RANDOM=%u gives the same random numbers again\n", (uint32_t)weft__options.random);
    for (const struct weft__error *error = weft__error_of(task); error; error = error->cause) {
        say_error(error);
        if (error->cause)
            weft__say("  caused by:\n");
    }
}

void weft__report_leftovers(size_t count)
{
    weft__say("weft: %z tasks were still being spawned after 1000 rounds of cancelling; they are dropped\n", count);
}

/* Tasks that failed while nobody asked for the result, and tasks that still wait: in the order in which they were made. */
void weft__report_lost(void)
{
    weft__loop.over = true; /* a handler may want to spawn a task that sends its report */
    if (weft__tell_now)
        weft__tell_now();
    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        if (task->state != WEFT__DONE)
            weft__unseen(task, WEFT_ERROR_DESTROYED);
        else
            weft__unseen_end(task);
    }
}

void weft__report_census(void)
{
    for (struct weft__task *task = NULL; (task = weft__task_after(task));)
        if (task->stack)
            weft__census_note(task);
    weft__say("weft: the most stack that a task spawned at a place has used, in bytes\n");
    for (const weft_place *seen = weft__census; seen; seen = seen->next)
        weft__say("  %u  %p (%s)\n", seen->most, seen, seen->words);
}

void weft__report_outcome(const weft_run_outcome *outcome)
{
    weft__say("weft: end at %t s: tasks %z timers %z waiters %z bytes %z; turns %z steps %z allocations %z host calls %z "
              "suspensions %z\n",
              weft__clock_seen(), outcome->tasks, outcome->timers, outcome->waiters, outcome->bytes, outcome->turns, outcome->steps,
              (size_t)weft__options.fail_allocation.count, (size_t)weft__options.fail_host.count,
              (size_t)weft__options.cancel.count);
}

bool weft__describe_running(struct weft__running *running)
{
    const struct weft__task *task = weft__self();

    if (!task)
        return false;
    *running = (struct weft__running){.number = task->number, .name = task->name, .file = task->spawned_at->file,
                                      .line = task->spawned_at->line};
    weft__stack_limits(task->stack, &running->stack_low, &running->stack_high);
    return true;
}

static bool is_written_over(const void *object, const weft_stack *stack, const void *end)
{
    const void *low, *high;

    weft__stack_limits(stack, &low, &high);
    return (uintptr_t)object >= (uintptr_t)low && (uintptr_t)object < (uintptr_t)end;
}

_Noreturn void weft__stack_overflowed(const weft_stack *stack, size_t needed, const void *lost)
{
    const struct weft__task *task = weft__self();

    weft__host_flush();
    weft__trace_stop(); /* a record may want more stack than is left */
    weft_on_report(NULL, NULL); /* so may the program's hook */
    if (task) {
        bool known = !is_written_over(task, stack, lost);
        if (known)
            weft__say("weft: stack overflow in %s, spawned at %p: ", task->name, task->spawned_at);
        else
            weft__say("weft: stack overflow in a task that has written over its own name: ");
        weft__say("it has %z bytes and needed at least %z\n", weft__stack_size(stack), needed);
        if (known && task == weft__loop.main)
            weft__say("  do it in a task that has more: weft_spawn_with(..., .stack_bytes = %z)\n", needed * 2);
        else
            weft__say("  give it more: weft_spawn_with(..., .stack_bytes = %z), or .stack_bytes of its group\n", needed * 2);
    } else {
        weft__say("weft: stack overflow outside any task: do it in a task that has enough, with .stack_bytes\n");
    }
    weft__host_exit(WEFT_EXIT_OVERFLOW);
}

_Noreturn void weft__broken(const char *invariant, const char *file, int line)
{
    weft__host_flush();
    weft__trace_stop();
    weft__say("weft: the runtime is broken: %s does not hold at %s:%d; please report it\n", invariant, file, line);
    weft__host_exit(WEFT_EXIT_TRAP);
}

_Noreturn void weft__end_left_open(const struct weft__task *task, const struct weft__held_kind *kind, const weft_place *begun)
{
    weft__host_flush();
    weft__trace_stop();
    weft__say("weft: %s left %s %p %s\n", task->name, kind->what, begun, kind->advice);
    weft__host_exit(WEFT_EXIT_FAILED);
}

void weft__last_words(void)
{
    weft__host_flush();
    weft__trace_flush();
}

/* Debug mode: reports about a program that runs, but not as it should. Nothing here is called unless it is on. */
#include "core/core.h"

static int64_t locks_seen; /* waits for locks that were too long by then have been reported */
static int64_t locks_next; /* before this time none can become too long */

bool weft_debug(void)
{
    return weft__loop.running && weft__options.debug;
}

void weft__debug_begins(void)
{
    locks_seen = locks_next = 0;
    weft__say("weft: debug: the run begins, on the %s clock%s\n", weft__options.virtual_clock ? "virtual" : "real",
              weft__options.seeded ? ", in a shuffled order" : "");
}

void weft__debug_ends(int exit_code)
{
    weft__say("weft: debug: the run ends at %t s with exit code %d\n", weft__clock_seen(), exit_code);
}

/* ---- locks: what keeps others waiting? ---- */

static void say_held(const struct weft__task *task)
{
    const struct weft__wait *wait = task->waiting;
    const struct weft__task *holder = weft__task_of(wait->kind->of->holder(wait->resource));

    weft__output_flush();
    weft__say("weft: debug: %s has waited %t s for %s %s at %p", task->name, weft__clock_seen() - task->waits_since,
              wait->kind->of->noun, wait->resource->name, task->waits_at);
    if (holder)
        weft__say(holder == task ? ", which it holds itself" : "; %s holds it, and waits at %p", holder->name,
                  holder->waits_at);
    weft__say("\n");
}

static bool waits_for_a_holder(const struct weft__task *task)
{
    return task->waiting && task->waiting->kind->of && task->waiting->kind->of->holder;
}

/* Each wait is reported once: when it has become too long since the last look. Before the step that may end it, so none is missed. */
static void look_at_locks(void)
{
    int64_t now = weft__clock_seen();

    if (now < locks_next)
        return;
    locks_next = now + weft__options.held;
    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        if (!waits_for_a_holder(task))
            continue;
        int64_t due = task->waits_since + weft__options.held;
        if (due > locks_seen && due <= now)
            say_held(task);
        else if (due > now && due < locks_next)
            locks_next = due;
    }
    locks_seen = now;
}

/* ---- steps: which task kept the others waiting? Pretended work (weft_block) counts as much as real work ---- */

void weft__debug_before(struct weft__debug_step *step, struct weft__ready *ready)
{
    *step = (struct weft__debug_step){.real = weft__clock_host(), .virtual = weft__clock_seen()};
    look_at_locks();
    if (ready->kind == WEFT__CALL)
        step->from = weft__owner(ready, const weft_handle, timer.ready)->place;
    else if (ready->kind == WEFT__DUE && weft__owner(ready, const struct weft__timer, ready)->kind == &weft__timer_callback)
        step->from = weft__owner(ready, const weft_handle, timer.ready)->place;
    if (ready->kind != WEFT__STEP)
        return;
    struct weft__task *task = weft__owner(ready, struct weft__task, ready);
    if (task->lender && weft__looks_at_lent())
        weft__debug_argument(task);
    step->task = task->face.name;
    step->spawned = task->spawned_at;
    step->from = task->waits_at;
    memcpy(step->name, task->name, sizeof step->name);
}

void weft__debug_after(const struct weft__debug_step *step)
{
    int64_t took = weft__clock_host() - step->real;
    const struct weft__task *task = weft__task_of(step->task);

    if (weft__clock_virtual() && weft__clock_seen() - step->virtual > took)
        took = weft__clock_seen() - step->virtual;
    if (took < weft__options.slow)
        return;
    weft__output_flush();
    if (!step->task.slot) {
        weft__say("weft: debug: a callback took %t s, and nothing else could run", took);
        weft__say(step->from ? "; it was asked for at %p\n" : "\n", step->from);
        return;
    }
    weft__say("weft: debug: %s took %t s without waiting, and nothing else could run: from %p", step->name, took, step->from);
    if (task && task->state != WEFT__DONE)
        weft__say(" to its wait at %p", task->waits_at);
    else
        weft__say(" to its end");
    weft__say("; spawned at %p\n", step->spawned);
}

/* ---- groups ---- */

void weft__debug_group_left(const weft_group *group)
{
    weft__say("weft: debug: the group %s was left without weft_group_join while %u of its tasks ran; they are cancelled; "
              "declared at %p\n", group->resource.name, group->count, group->place);
}

/* ---- threads ---- */

/* No word of the tasks: they go on meanwhile. */
void weft__debug_elsewhere(void)
{
    weft__say("weft: debug: another thread than the loop's called a function of Weft; from there only weft_call_from_thread and "
              "weft_spawn_from_thread may be called (weft/job.h)\n");
    weft__host_exit(WEFT_EXIT_FAILED);
}

/* Sentences about calls that are wrong where they stand: what the task did, where, and what to write instead. They change nothing. */
#include "core/core.h"

enum { PLACES_MOST = 16 };

static const weft_place *said[PLACES_MOST]; /* each place once: such a call may stand in a loop */
static size_t said_count;

static bool is_new(const weft_place *place)
{
    for (size_t i = 0; i < said_count; i++)
        if (said[i] == place)
            return false;
    if (said_count == PLACES_MOST)
        return false;
    said[said_count++] = place;
    return true;
}

void weft__misuse_begins(void)
{
    said_count = 0;
}

static const char *self_name(void)
{
    return weft__self() ? weft__self()->name : "code outside of any task";
}

void weft__misuse_release(const weft_place *place, weft_task owner, const weft_place *taken_at)
{
    const struct weft__task *holder = weft__task_of(owner);

    if (!place || !is_new(place))
        return;
    weft__output_flush();
    weft__say("weft: %s releases the lock %s at %p, and does not hold it: ", self_name(), place->words, place);
    if (!taken_at)
        weft__say("nobody does. Release it once for each acquire");
    else if (holder)
        weft__say("%s has held it since %p. Release it in the task that acquired it", holder->name, taken_at);
    else
        weft__say("a task that has ended took it at %p. Release it in that task", taken_at);
    weft__say("; WEFT_UNLOCK_AT_EXIT below the acquire does so by itself\n");
}

void weft__misuse_group(const weft_place *place, const char *ended)
{
    if (!is_new(place))
        return;
    weft__output_flush();
    weft__say("weft: nothing runs: %s spawns %s at %p into a group %s. Use a group only between its declaration and the join or "
              "the end of the block that it is declared in\n", self_name(), place->words, place, ended);
}

void weft__explain_orphan(struct weft__task *task, const weft_place *place, const weft_resource_kind *kind,
                          const weft_resource *resource)
{
    const struct weft__task *holder = weft__task_of(kind->holder(resource));
    const weft_place *taken = kind->held_at ? kind->held_at(resource) : NULL;
    const char *name = holder ? holder->name : "a task";

    if (taken)
        weft__explain(task, place, WEFT_BROKEN, "%s ended while it held %s %s, taken at line %d; WEFT_UNLOCK_AT_EXIT would release it", name, kind->noun,
                      place->words, taken->line);
    else
        weft__explain(task, place, WEFT_BROKEN, "%s ended while it held %s %s", name, kind->noun, place->words);
}

/* ---- debug mode ---- */

void weft__debug_lends(struct weft__task *task)
{
    const struct weft__task *self = weft__self();

    if (task->arg && self && weft__task_holds(self, task->arg))
        task->lender = self->face.name;
}

/* What the program has on the stack of a task that waits lies above the record of its wait, which the innermost call has made. */
static uintptr_t end_of_wait(const struct weft__task *task)
{
    return ((uintptr_t)(task->waiting + 1) + 15) & ~(uintptr_t)15;
}

void weft__debug_argument(struct weft__task *task)
{
    const struct weft__task *lender = weft__task_of(task->lender);
    bool alive = lender && lender->state != WEFT__DONE;

    if (alive && (!lender->waiting || (uintptr_t)task->arg >= end_of_wait(lender)))
        return;
    task->lender = (weft_task){0};
    weft__output_flush();
    weft__say("weft: debug: %s goes on, and its argument lies on a part of the stack that is gone: ", task->name);
    weft__say(alive ? "the function that spawned it has returned" : "the task that spawned it has ended");
    weft__say("; spawned at %p. Wait for it there, or give it memory that lasts\n", task->spawned_at);
}

void weft__debug_main_ended(void)
{
    for (const struct weft__task *task = NULL; (task = weft__task_after(task));)
        if (task->state != WEFT__DONE && task->group == &weft__loop.root) {
            weft__output_flush();
            weft__say("weft: debug: main ended before %s did, so it is asked to stop: it is at %p; spawned at %p. Join it in main\n",
                      task->name, task->waits_at, task->spawned_at);
        }
}

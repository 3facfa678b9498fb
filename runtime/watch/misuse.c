/* Sentences about calls that are wrong where they stand: what the task did, where, and what to write instead. They change nothing. */
#include "core/core.h"

enum { PLACES_MOST = 16, CIRCLE_MOST = 100 };

static const weft_place *said[PLACES_MOST]; /* each place once: such a call may stand in a loop */
static size_t said_count;
static uint32_t said_in; /* this run */

static bool is_new(const weft_place *place)
{
    if (said_in != weft__loop.run_number)
        said_count = 0;
    said_in = weft__loop.run_number;
    for (size_t i = 0; i < said_count; i++)
        if (said[i] == place)
            return false;
    if (said_count == PLACES_MOST)
        return false;
    said[said_count++] = place;
    return true;
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

void weft__misuse_group(const weft_place *place, bool joins, const char *ended)
{
    if (!is_new(place))
        return;
    weft__output_flush();
    weft__say("weft: nothing %s: %s %s %s at %p%s a group %s. Use a group only between its declaration and the join or "
              "the end of the block that it is declared in\n", joins ? "is waited for" : "runs", self_name(),
              joins ? "joins" : "spawns", place->words, place, joins ? "," : " into", ended);
}

/* ---- circles of locks ---- */

static const struct weft__task *holder_of(const struct weft__wait *wait)
{
    const weft_resource_kind *kind = wait->kind->of;

    return kind && kind->holder && wait->resource ? weft__task_of(kind->holder(wait->resource)) : NULL;
}

/* How many tasks wait for each other in a circle of locks, from this one on; 0: it is in none. */
static size_t circle_of(const struct weft__task *task)
{
    const struct weft__task *at = task;

    for (size_t length = 1; length <= CIRCLE_MOST; length++) {
        at = at->state == WEFT__WAITING ? holder_of(at->waiting) : NULL;
        if (!at || at == task)
            return at ? length : 0;
    }
    return 0;
}

void weft__say_circle(void)
{
    size_t length = 0;

    for (const struct weft__task *task = NULL; length == 0 && (task = weft__task_after(task));)
        length = circle_of(task);
    if (length == 1)
        weft__say("  a task that holds a lock does not acquire it again: release it first, or do not acquire it here\n");
    else if (length > 1)
        weft__say("  they wait for each other's locks: take the locks in the same order in every task\n");
}

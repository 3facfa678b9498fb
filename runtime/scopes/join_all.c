/* Joining several tasks as one: gather for tasks that are there already. */
#include "core/functions.h"
#include "scopes/scopes.h"

static int check(const weft_task *tasks, size_t count)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (count > 0 && !tasks)
        return WEFT_INVALID;
    for (size_t i = 0; i < count; i++) {
        if (!weft__task_of(tasks[i]))
            return weft__refusal(tasks[i]);
        if (weft__task_of(tasks[i]) == weft__self())
            return WEFT_USAGE;
    }
    return WEFT_OK;
}

/* How many at the start of the array have ended. */
static size_t ended(const weft_task *tasks, size_t count)
{
    size_t i = 0;

    while (i < count && weft_task_ended(tasks[i]))
        i++;
    return i;
}

/* Keeps their records until the results are taken, even if other tasks join them, too. Those of a group go with it all the same. */
static void pin(const weft_task *tasks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        weft__task_of(tasks[i])->pins++;
}

static void unpin(const weft_task *tasks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (weft__task_of(tasks[i]))
            weft__task_of(tasks[i])->pins--;
}

static int code_of(weft_task name)
{
    const struct weft__task *task = weft__task_of(name);

    return task ? task->result : WEFT_STALE;
}

/* The first to end that did not end well, by its place in the array; `count` when all did. That they were cancelled is no news to a
 * caller that was cancelled itself, as long as one of them failed. */
static size_t first_failed(const weft_task *tasks, size_t count, bool cancelled)
{
    size_t first = count;

    for (size_t i = 0; i < count; i++) {
        const struct weft__task *task = weft__task_of(tasks[i]);
        if (task && task->result != WEFT_OK && (!cancelled || task->result != WEFT_CANCELLED) && (first == count || task->ended < weft__task_of(tasks[first])->ended))
            first = i;
    }
    return cancelled && first == count ? first_failed(tasks, count, false) : first;
}

/* Takes the result of one that has ended: nothing to wait for. */
static int join(weft_place *place, weft_task task)
{
    return weft_join(place, task);
}

static int join_all(weft_place *place, const weft_task *tasks, int *codes, size_t count, bool settled)
{
    struct weft__several several = {.tasks = tasks, .count = count};
    int failure = WEFT_OK;

    WEFT_TRY(check(tasks, count));
    pin(tasks, count);
    while (ended(tasks, count) < count)
        if (weft__wait_for_all(place, &several))
            several.cancelled = true; /* they have ended, or wait for this task, too */
    for (size_t i = 0; codes && i < count; i++)
        codes[i] = code_of(tasks[i]);
    unpin(tasks, count);
    size_t failed = settled ? count : first_failed(tasks, count, several.cancelled);
    weft_task last = failed < count ? tasks[failed] : (weft_task){0}; /* joined last: its text is to stay */
    for (size_t i = 0; i < count; i++)
        if (weft__task_of(tasks[i]) && weft__task_of(tasks[i]) != weft__task_of(last)) /* one named twice is gone by then */
            (void)join(place, tasks[i]);
    if (last.slot)
        failure = join(place, last);
    if (several.cancelled && weft_is_failure(failure)) {
        weft__task_ask_again(); /* both are delivered: the failure now, the cancel at the next wait */
        return failure;
    }
    return several.cancelled ? WEFT_CANCELLED : failure;
}

int weft_join_all(weft_place *place, const weft_task *tasks, int *codes, size_t count)
{
    return join_all(place, tasks, codes, count, false);
}

int weft_join_settled(weft_place *place, const weft_task *tasks, int *codes, size_t count)
{
    if (weft__self() && count > 0 && !codes)
        return WEFT_INVALID;
    return join_all(place, tasks, codes, count, true);
}

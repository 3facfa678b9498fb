/* Joining several tasks as one: gather for tasks that are there already. */
#include "core.h"

static int check(const weft_task *tasks, size_t count)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (count > 0 && !tasks)
        return WEFT_INVALID;
    for (size_t i = 0; i < count; i++) {
        if (!tasks[i].slot)
            return WEFT_NO_MEMORY;
        if (!weft__task_of(tasks[i]))
            return WEFT_STALE;
        if (weft__task_of(tasks[i]) == weft__self())
            return WEFT_USAGE;
    }
    return WEFT_OK;
}

static bool all_ended(const weft_task *tasks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!weft_task_ended(tasks[i]))
            return false;
    return true;
}

/* The first to end that did not end well, by its place in the array; `count` when all did. */
static size_t first_failed(const weft_task *tasks, size_t count)
{
    size_t first = count;

    for (size_t i = 0; i < count; i++) {
        const struct weft__task *task = weft__task_of(tasks[i]);
        if (task->result != WEFT_OK && (first == count || task->ended < weft__task_of(tasks[first])->ended))
            first = i;
    }
    return first;
}

/* Takes the result of one that has ended: nothing to wait for. */
static int join(weft_place *place, weft_task task)
{
    return (weft_join)(place, task);
}

int(weft_join_all)(weft_place *place, const weft_task *tasks, int *codes, size_t count)
{
    struct weft__task *self = weft__self();
    int told = WEFT_OK, failure = WEFT_OK;

    WEFT_TRY(check(tasks, count));
    while (!all_ended(tasks, count)) {
        if ((weft_wait)(place, tasks, count, WEFT_ALL_COMPLETED, WEFT_FOREVER) != WEFT_CANCELLED)
            continue;
        told = WEFT_CANCELLED;
        for (size_t i = 0; i < count; i++)
            (void)weft_task_cancel(tasks[i]);
        self->shields++; /* they are cleaning up: further requests are swallowed, as a group's are */
    }
    if (told) {
        self->shields--;
        if (weft__task_take_request(self))
            weft__task_tell_reason(self);
    }
    for (size_t i = 0; codes && i < count; i++)
        codes[i] = weft__task_of(tasks[i])->result;
    size_t failed = first_failed(tasks, count);
    weft_task last = failed < count ? tasks[failed] : (weft_task){0}; /* joined last: its text is to stay */
    for (size_t i = 0; i < count; i++)
        if (weft__task_of(tasks[i]) && weft__task_of(tasks[i]) != weft__task_of(last)) /* one named twice is gone by then */
            (void)join(place, tasks[i]);
    if (last.slot)
        failure = join(place, last);
    return told ? told : failure;
}

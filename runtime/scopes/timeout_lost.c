/* Timeouts that were begun and never ended, by a WEFT_TRY that stands before the end, say. The stretch of stack that one lies on
 * belongs to somebody else then, and so do its timer and its place in the task's list: from there on nothing holds. So the program
 * ends, with a sentence, at the first wait that can see it: its address is below what is in use, or something was written over
 * it. */
#include "scopes/scopes.h"

static const struct weft__held_kind an_open_timeout = {
    "the timeout begun at", "without ending it: declare it with WEFT_TIMEOUT, which a WEFT_TRY may leave", false};

static bool is_sealed(const weft_timeout *timeout)
{
    return timeout->seal == weft__timeout_seal(timeout, timeout->place);
}

_Noreturn void weft__timeout_lost(const struct weft__task *task, const weft_timeout *timeout)
{
    weft__end_left_open(task, &an_open_timeout, timeout && is_sealed(timeout) ? timeout->place : task->timeout_at);
}

void weft__timeouts_look(struct weft__task *task, uintptr_t limit)
{
    if (limit == 0)
        limit = (uintptr_t)__builtin_frame_address(0);
    if (limit == UINTPTR_MAX)
        weft__timeout_lost(task, task->timeouts);
    for (const weft_timeout *timeout = task->timeouts; timeout; timeout = timeout->outer)
        if (((uintptr_t)timeout < limit || !is_sealed(timeout)) && weft__task_holds(task, timeout)) /* not one in static memory, say */
            weft__timeout_lost(task, timeout);
}

weft_timeout *weft__timeout_of_call(const struct weft__task *task)
{
    weft_timeout *timeout = task->timeouts;

    if (!timeout || !is_sealed(timeout) || !timeout->of_call)
        weft__timeout_lost(task, timeout);
    return timeout;
}

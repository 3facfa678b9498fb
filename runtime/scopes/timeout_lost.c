/* Timeouts that were begun and never ended, by a WEFT_TRY that stands before the end, say. The stretch of stack that one lies on
 * belongs to somebody else then, and so do its timer and its place in the task's list: from there on nothing holds. So the program
 * ends, with a sentence, at the first wait that can tell: its address is below what is in use, or something was written over it. */
#include "port/host.h"
#include "scopes/scopes.h"

static bool is_sealed(const weft_timeout *timeout)
{
    return timeout->seal == weft__timeout_seal(timeout, timeout->place);
}

_Noreturn void weft__timeout_lost(const struct weft__task *task, const weft_timeout *timeout)
{
    weft__host_flush();
    weft__trace_stop();
    weft__say("weft: %s left the timeout begun at %p without ending it: declare it with WEFT_TIMEOUT, which a WEFT_TRY may leave\n",
              task->name, timeout && is_sealed(timeout) ? timeout->place : task->timeout_at);
    weft__host_exit(WEFT_EXIT_FAILED);
}

void weft__timeouts_look(struct weft__task *task, uintptr_t limit)
{
    const void *low = NULL, *high = NULL;

    if (limit == 0)
        limit = (uintptr_t)__builtin_frame_address(0);
    if (limit == UINTPTR_MAX)
        weft__timeout_lost(task, task->timeouts);
    weft__stack_limits(task->stack, &low, &high);
    for (const weft_timeout *timeout = task->timeouts; timeout; timeout = timeout->outer) {
        uintptr_t at = (uintptr_t)timeout;
        if (at >= (uintptr_t)low && at < (uintptr_t)high && (at < limit || !is_sealed(timeout)))
            weft__timeout_lost(task, timeout);
    }
}

weft_timeout *weft__timeout_of_call(const struct weft__task *task)
{
    weft_timeout *timeout = task->timeouts;

    if (!timeout || !is_sealed(timeout) || !timeout->of_call)
        weft__timeout_lost(task, timeout);
    return timeout;
}

/* What is to be done when a scope is left. */
#include "core.h"

void weft_exits_push(weft_exits *exits, weft_exit_call *call)
{
    call->next = exits->last;
    exits->last = call;
}

int weft_exits_close(weft_exits *exits)
{
    int first = WEFT_OK;

    weft__shield_enter();
    while (exits->last) {
        weft_exit_call *call = exits->last;
        exits->last = call->next; /* taken off first: a call that fails is not made again */
        int err = call->fn(call->arg);
        first = first ? first : err;
    }
    return weft__shield_leave(first);
}

void weft__exits_leave(weft_exits *exits)
{
    int err = weft_exits_close(exits);

    (void)err;
}

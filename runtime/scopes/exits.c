/* What is to be done when a scope is left. */
#include "core/core.h"

void weft_exits_push(weft_exits *exits, weft_exit_call *call)
{
    call->next = exits->last;
    exits->last = call;
}

int weft_exits_end(weft_exits *exits, int err)
{
    while (exits->last) {
        weft_exit_call *call = exits->last;
        exits->last = call->next; /* taken off first: a call that fails is not made again */
        if (call->leave) {
            err = call->leave(call->arg, err);
        } else {
            int failed = call->fn(call->arg);
            err = err ? err : failed;
        }
    }
    return err;
}

int weft_exits_close(weft_exits *exits)
{
    return weft_exits_end(exits, WEFT_OK);
}

void weft__exits_leave(weft_exits *exits)
{
    weft__shield_enter();
    int err = weft__shield_leave(weft_exits_end(exits, WEFT_OK));

    (void)err;
}

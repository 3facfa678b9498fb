/* A join that passes no cancel on. The task that it waits for may fail later, and then the program's handler gets its error (unheard.c). */
#include "core/core.h"
#include "core/functions.h"

int weft_join_shielded(weft_place *place, weft_task name)
{
    struct weft__task *self = weft__self(), *task = weft__task_of(name);
    bool waits = self && task && task != self && task->state != WEFT__DONE;
    int err = weft__join_shielded(place, name);

    if (!waits)
        return err;
    task = weft__task_of(name); /* forgotten, if it has ended and many have since */
    if (self->delivered && !weft_task_ended(name))
        weft__unheard_from_now(task);
    if (self->delivered || !weft_task_ended(name))
        return err;
    if (task)
        task->joined = true;
    int cancelled = weft__task_yield(place); /* the turn in which asyncio's shield learns of it */
    return cancelled ? cancelled : err;
}

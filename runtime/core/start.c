/* How a new task starts: later, with a step of its own, or now, on top of the task that spawns it. Switches stacks, as park.c does. */
#include "core/core.h"
#include "port/stack.h"

void weft_start_later(struct weft__task *task)
{
    (void)task; /* it is in the ready list, as every new task */
}

/* The task runs on top of its spawner. To everything that looks on, the spawner lets it go first: it joins the ready list, and
 * leaves it again when the task waits or has ended. */
void weft_start_now(struct weft__task *task)
{
    struct weft__task *self = weft__self();
    int result = WEFT_OK;

    if (self) {
        self->state = WEFT__READY;
        weft__make_ready(&self->ready, WEFT__STEP);
    }
    weft__ready_leave(&task->ready);
    task->state = WEFT__RUNNING;
    WEFT__TRACE(weft__trace_ready(WEFT__RAN, &task->ready));
    weft__current = task;
    bool suspended = weft__stack_begin_inside(task->stack, &result);
    weft__current = NULL;
    if (!suspended)
        weft__task_finish(task, result);
    if (self) {
        weft__ready_leave(&self->ready);
        self->state = WEFT__RUNNING;
        WEFT__TRACE(weft__trace_ready(WEFT__RAN, &self->ready));
        weft__current = self;
    }
}

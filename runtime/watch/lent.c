/* Debug mode's sentences about arguments on stacks that are gone, and about tasks that main leaves. In WebAssembly they are linked with
 * programs that are built to be tried out, without -O. */
#include "core/core.h"

void weft__debug_lends(struct weft__task *task)
{
    const struct weft__task *self = weft__self();

    if (task->arg && self && weft__task_holds(self, task->arg))
        task->lender = self->number;
}

/* What the program has on the stack of a task that waits lies above the record of its wait, which the innermost call has made. */
static uintptr_t end_of_wait(const struct weft__task *task)
{
    return ((uintptr_t)(task->waiting + 1) + 15) & ~(uintptr_t)15;
}

/* The task of this number, if it is still known. */
static const struct weft__task *numbered(uint32_t number)
{
    const struct weft__task *task = NULL;

    while ((task = weft__task_after(task)) && task->number != number)
        ;
    return task;
}

void weft__debug_argument(struct weft__task *task)
{
    const struct weft__task *lender = numbered(task->lender);
    bool alive = lender && lender->state != WEFT__DONE;

    if (alive && (!lender->waiting || (uintptr_t)task->arg >= end_of_wait(lender)))
        return;
    task->lender = 0;
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

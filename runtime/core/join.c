/* Joining a task: waiting for its end, and taking its result. */
#include "core/core.h"
#include "core/functions.h"

weft_resource_kind weft__a_task = {.name = "task", .noun = "the task"};

static bool awaits(const weft_resource *resource, const void *brings, weft_task task)
{
    (void)brings;
    return resource == &weft__task_of(task)->resource;
}

weft_wait_kind weft__for_join = {.name = "join", .words = "waits for the end of", .of = &weft__a_task, .awaits = awaits};

/* A wait for its end is over. A waiter that got CANCELLED instead of the result has not taken it. */
static void leave_join(weft_task name, int err)
{
    struct weft__task *task = weft__task_of(name);

    if (!task)
        return;
    task->pins--;
    task->joined |= task->state == WEFT__DONE && err == task->result;
}

static int join(weft_place *place, weft_task name, bool shielded)
{
    struct weft__task *self = weft__self(), *task = weft__task_of(name);

    if (!self)
        return WEFT_USAGE;
    if (task == self) {
        weft__explain(self, place, WEFT_USAGE, "%s joins itself: it would wait for its own end for ever", self->name);
        return WEFT_USAGE;
    }
    if (!task)
        return weft__refusal(name);
    if (task->state != WEFT__DONE) { /* its end wakes us with its result */
        task->resource.name = task->name;
        task->pins++;
        /* mutant: join-waits */
        int err = weft__park(&(struct weft__wait){.place = place, .kind = &weft__for_join, .list = &task->joiners,
                                                  .resource = &task->resource,
                                                  .forward = shielded ? (weft_task){0} : name});
        leave_join(name, err);
        return err;
    }
    int result = task->result;
    if (result)
        weft__task_take_error(self, task);
    task->joined = true;
    return result;
}

int weft_join(weft_place *place, weft_task task)
{
    return join(place, task, false);
}

int weft__join_shielded(weft_place *place, weft_task task)
{
    return join(place, task, true);
}

/* Starting a task in a group and waiting until it says that it is ready. Until then its starter waits as if it joined it, so its end and
 * its failure come to the starter, and a cancel of the starter goes on to it. */
#include "core/core.h"
#include "core/functions.h"

/* A start under way, on the starter's stack. */
struct weft__start {
    struct weft__task *starter;
    uint32_t cancels; /* the starter's requests when it began to wait */
    void *value;
};

int weft_group_start(weft_place *place, weft_group *group, const weft_spawn_options *options, void **value)
{
    struct weft__task *self = weft__self();

    if (!self)
        return WEFT_USAGE;
    if (!options->fn)
        return WEFT_INVALID;
    if (group->closed || group->stopping || group->failure)
        return WEFT_CLOSED;
    bool failed_before = group->spawn_failed;
    weft_spawn_options later = *options;
    later.start = weft_start_later; /* so that this task waits before it can say anything */
    weft_task name = weft_group_spawn(place, group, &later);
    struct weft__task *task = weft__task_of(name);
    if (!task) {
        group->spawn_failed = failed_before; /* this one is returned here */
        return WEFT_NO_MEMORY;
    }
    struct weft__start start = {.starter = self, .cancels = self->cancels};
    task->start = WEFT__STARTING;
    task->starting = &start;
    task->resource.name = task->name;
    int err = weft__park(&(struct weft__wait){.place = place, .kind = &weft__for_join, .list = &task->joiners,
                                              .resource = &task->resource, .forward = name});
    if (value)
        *value = start.value;
    if (err == WEFT_OK && task->start == WEFT__STARTING)
        return WEFT_USAGE; /* it ended without a word */
    return err;
}

int weft_started(void *value)
{
    struct weft__task *self = weft__self();

    if (!self || self->start == WEFT__STARTED || self->start == WEFT__STARTED_LATE)
        return WEFT_USAGE;
    if (self->start == WEFT__SPAWNED_PLAIN)
        return WEFT_OK;
    struct weft__start *start = self->starting; /* there as long as the starter waits, which it does */
    start->value = value;
    self->start = WEFT__STARTED_LATE;
    if (start->starter->state == WEFT__WAITING && start->starter->cancels <= start->cancels) {
        self->start = WEFT__STARTED;
        weft__wake(start->starter, WEFT_OK, true);
    }
    return WEFT_OK;
}

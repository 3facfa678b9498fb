/* Locks whose holder ended: tasks that wait for one of them would wait for ever. Linked with programs that have locks. */
#include "core/core.h"

void weft__explain_orphan(struct weft__task *task, const weft_place *place, const weft_resource_kind *kind,
                          const weft_resource *resource)
{
    const struct weft__task *holder = weft__task_of(kind->holder(resource));
    const weft_place *taken = NULL;
    const char *name = holder ? holder->name : "a task";

    if (kind->held_at)
        kind->held_at(resource, &taken);
    if (taken)
        weft__explain(task, place, WEFT_BROKEN, "%s ended while it held %s %s, taken at line %d; WEFT_UNLOCK_AT_EXIT would release it", name, kind->noun,
                      place->words, taken->line);
    else
        weft__explain(task, place, WEFT_BROKEN, "%s ended while it held %s %s", name, kind->noun, place->words);
}

/* All that wait for what this one waits for get BROKEN, each with the reason. */
static void orphan(const struct weft__wait *wait)
{
    const weft_resource_kind *kind = wait->kind->of;
    const weft_resource *resource = wait->resource;

    for (struct weft__node *node = wait->list->first; node; node = node->next) {
        struct weft__task *waiter = weft__waiter(node);
        weft__explain_orphan(waiter, waiter->waits_at, kind, resource);
    }
    weft__wake_all(wait->list, WEFT_BROKEN, false);
}

/* A task ended that holds locks: tasks that wait for one of them would wait for ever. Found through its waiters, because a lock
 * that nobody waits for may be gone. */
void weft__orphan_locks(const struct weft__task *holder)
{
    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        const weft_resource_kind *kind = task->waiting ? task->waiting->kind->of : NULL;
        /* mutant: lock-orphaned */
        if (kind && kind->holder && weft_task_same(kind->holder(task->waiting->resource), holder->face.name))
            orphan(task->waiting);
    }
}

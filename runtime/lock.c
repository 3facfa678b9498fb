/* A lock with an owner; handed from holder to first waiter, so nobody can slip in between. */
#include "core.h"

static void own(weft_lock *lock, struct weft__task *task)
{
    lock->owner = task ? task->name_value : (weft_task){0};
    if (task)
        task->locks++;
    WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &lock->resource, WEFT__A_LOCK, task, task != NULL));
}

static bool is_owner(const weft_lock *lock, const struct weft__task *task)
{
    return lock->owner.slot == task->name_value.slot && lock->owner.generation == task->name_value.generation;
}

/* Its holder ended without releasing it. */
static bool is_orphan(const weft_lock *lock)
{
    const struct weft__task *owner = weft__task_of(lock->owner);

    return !owner || owner->state == WEFT__DONE;
}

int(weft_lock_acquire)(weft_place *place, weft_lock *lock)
{
    struct weft__task *self = weft__self();

    if (!self)
        return WEFT_USAGE;
    if (!lock->resource.name)
        lock->resource.name = place->words;
    if (lock->owner.slot == 0) { /* free means that nobody waits: a release hands over */
        own(lock, self);
        return WEFT_OK;
    }
    if (is_orphan(lock))
        return WEFT_BROKEN;
    /* mutant: lock-waits */
    return weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_LOCK, .list = &lock->waiters,
                                           .resource = &lock->resource, .resource_kind = WEFT__A_LOCK});
}

int weft_lock_release(weft_lock *lock)
{
    struct weft__task *self = weft__self();

    if (!self || !is_owner(lock, self))
        return WEFT_USAGE;
    self->locks--;
    own(lock, weft__wake_first(&lock->waiters, WEFT_OK, true)); /* mutant: lock-handed */
    return WEFT_OK;
}

bool weft_lock_locked(const weft_lock *lock)
{
    return lock->owner.slot != 0;
}

void weft__lock_leave(weft_lock **lock)
{
    weft_lock_release(*lock);
}

/* A task ended that holds locks: who waits for one of them would wait for ever. Found through who waits, because a lock that
 * nobody waits for may be gone. */
void weft__lock_orphans_hear(const struct weft__task *holder)
{
    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        if (task->state != WEFT__WAITING || task->wait_kind != WEFT__WAIT_LOCK)
            continue;
        weft_lock *lock = weft__owner(task->waits_for, weft_lock, resource);
        if (is_owner(lock, holder)) /* mutant: lock-orphaned */
            while (weft__wake_first(&lock->waiters, WEFT_BROKEN, false))
                continue;
    }
}

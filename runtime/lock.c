/* A lock with an owner; handed from holder to first waiter, so nobody can slip in between. */
#include "core.h"

static void own(weft_lock *lock, const struct weft__task *task)
{
    lock->owner = task ? task->name_value : (weft_task){0};
    WEFT__TRACE(weft__trace_resource(WEFT__LEVEL, &lock->resource, WEFT__A_LOCK, task, task != NULL));
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
    return weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_LOCK, .list = &lock->waiters,
                                           .resource = &lock->resource, .resource_kind = WEFT__A_LOCK});
}

int weft_lock_release(weft_lock *lock)
{
    struct weft__task *self = weft__self();

    if (!self || lock->owner.slot != self->name_value.slot || lock->owner.generation != self->name_value.generation)
        return WEFT_USAGE;
    own(lock, weft__wake_first(&lock->waiters, WEFT_OK, true));
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

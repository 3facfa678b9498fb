/* A lock with an owner; handed from holder to first waiter, so nobody can slip in between. */
#include "core/functions.h"
#include "core/wait.h"

static weft_task holder(const weft_resource *resource)
{
    return weft__owner(resource, const weft_lock, resource)->owner;
}

static weft_resource_kind a_lock = {.name = "lock", .noun = "the lock", .holder = holder};
static weft_wait_kind for_lock = {.name = "lock", .words = "waits for", .of = &a_lock};

static void own(weft_lock *lock, struct weft__task *task)
{
    lock->owner = weft__task_name(task);
    if (task)
        weft__face_of(task)->locks++;
    weft__level(&lock->resource, &a_lock, task, task != NULL);
}

int weft_lock_acquire(weft_place *place, weft_lock *lock)
{
    struct weft__task *self = weft__self();

    if (!self)
        return WEFT_USAGE;
    weft__name_by_place(&lock->resource, place);
    if (lock->owner.slot == 0) { /* free means that nobody waits: a release hands over */
        own(lock, self);
        return WEFT_OK;
    }
    if (weft_task_ended(lock->owner)) /* without releasing it */
        return WEFT_BROKEN;
    /* mutant: lock-waits */
    return weft__park(&(struct weft__wait){.place = place, .kind = &for_lock, .list = &lock->waiters,
                                           .resource = &lock->resource});
}

int weft_lock_release(weft_lock *lock)
{
    struct weft__task *self = weft__self();

    if (!self || !weft_task_same(lock->owner, weft__task_name(self)))
        return WEFT_USAGE;
    weft__face_of(self)->locks--;
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

/* A lock with an owner; handed from holder to first waiter, so nobody can slip in between. */
#include "core/functions.h"
#include "core/wait.h"

static weft_task holder(const weft_resource *resource)
{
    return weft__owner(resource, const weft_lock, resource)->owner;
}

/* Not a result: the type would be a task's, and what calls it through a pointer would be woven, with all of its callers. */
static void held_at(const weft_resource *resource, const weft_place **place)
{
    *place = weft__owner(resource, const weft_lock, resource)->taken_at;
}

static weft_resource_kind a_lock = {.name = "lock", .noun = "the lock", .holder = holder, .held_at = held_at};
static weft_wait_kind for_lock = {.name = "lock", .words = "waits for", .of = &a_lock};

static void own(weft_lock *lock, struct weft__task *task, const weft_place *place)
{
    lock->owner = weft__task_name(task);
    lock->taken_at = place;
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
        own(lock, self, place);
        return WEFT_OK;
    }
    if (weft_task_ended(lock->owner)) { /* without releasing it */
        weft__explain_orphan(self, place, &a_lock, &lock->resource);
        return WEFT_BROKEN;
    }
    /* mutant: lock-waits */
    return weft__park(&(struct weft__wait){.place = place, .kind = &for_lock, .list = &lock->waiters,
                                           .resource = &lock->resource});
}

/* The mistake would show much later, and at another place: in data that two tasks change at once. */
static int refuse(weft_place *place, const weft_lock *lock)
{
    weft__misuse_release(place, lock->owner, lock->taken_at);
    return WEFT_USAGE;
}

int weft_lock_release(weft_place *place, weft_lock *lock)
{
    struct weft__task *self = weft__self();

    if (!self || !weft_task_same(lock->owner, weft__task_name(self)))
        return refuse(place, lock);
    weft__face_of(self)->locks--;
    struct weft__task *next = weft__wake_first(&lock->waiters, WEFT_OK, true); /* mutant: lock-handed */
    own(lock, next, next ? weft__waited_at(next) : NULL);
    return WEFT_OK;
}

bool weft_lock_locked(const weft_lock *lock)
{
    return lock->owner.slot != 0;
}

void weft__lock_leave(weft_lock **lock)
{
    weft_lock_release(NULL, *lock);
}

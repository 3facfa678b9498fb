/* A lock and a wait for news about what it guards. */
#include "core.h"

static weft_lock *lock_of(weft_condition *condition)
{
    return condition->shared ? condition->shared : &condition->lock;
}

static bool held(weft_condition *condition)
{
    struct weft__task *self = weft__self();
    weft_lock *lock = lock_of(condition);

    return self && lock->owner.slot == self->name_value.slot && lock->owner.generation == self->name_value.generation;
}

int(weft_condition_wait)(weft_place *place, weft_condition *condition)
{
    struct weft__task *self = weft__self();

    if (!held(condition))
        return WEFT_USAGE;
    weft_lock_release(lock_of(condition));
    int err = weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_CONDITION, .list = &condition->waiters,
                                              .resource = &condition->resource, .resource_kind = WEFT__A_CONDITION});
    self->shields++; /* whatever comes, the lock is held when this returns */
    int locked = (weft_lock_acquire)(place, lock_of(condition));
    self->shields--;
    weft__assert(locked == WEFT_OK);
    (void)locked;
    return err;
}

int weft_condition_notify(weft_condition *condition, size_t count)
{
    if (!held(condition))
        return WEFT_USAGE;
    while (count-- > 0 && weft__wake_first(&condition->waiters, WEFT_OK, true))
        continue;
    return WEFT_OK;
}

int weft_condition_notify_all(weft_condition *condition)
{
    return weft_condition_notify(condition, SIZE_MAX);
}

/* A lock and a wait for news about what it guards. */
#include "core.h"

weft_lock *weft__condition_lock(weft_condition *condition)
{
    return condition->shared ? condition->shared : &condition->lock;
}

static bool held(weft_condition *condition)
{
    struct weft__task *self = weft__self();
    weft_lock *lock = weft__condition_lock(condition);

    return self && lock->owner.slot == self->name_value.slot && lock->owner.generation == self->name_value.generation;
}

int(weft_condition_acquire)(weft_place *place, weft_condition *condition)
{
    return (weft_lock_acquire)(place, weft__condition_lock(condition));
}

int weft_condition_release(weft_condition *condition)
{
    return weft_lock_release(weft__condition_lock(condition));
}

int(weft_condition_wait)(weft_place *place, weft_condition *condition)
{
    struct weft__task *self = weft__self();

    if (!held(condition))
        return WEFT_USAGE;
    weft_condition_release(condition);
    int err = weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_CONDITION, .list = &condition->waiters,
                                              .resource = &condition->resource, .resource_kind = WEFT__A_CONDITION});
    /* mutant: condition-locks-again */
    self->shields++; /* whatever comes, the lock is held when this returns, unless its holder took it into its grave */
    int locked = (weft_condition_acquire)(place, condition);
    self->shields--;
    /* mutant: condition-cancelled-twice */
    if (err == WEFT_CANCELLED && weft__task_take_request(self)) /* what came meanwhile is told with it */
        weft__task_tell_reason(self);
    return locked ? locked : err; /* mutant: condition-answers */
}

int weft_condition_notify(weft_condition *condition, size_t count)
{
    if (!held(condition))
        return WEFT_USAGE;
    while (count-- > 0 && weft__wake_first(&condition->waiters, WEFT_OK, true)) /* mutant: condition-notifies */
        continue;
    return WEFT_OK;
}

int weft_condition_notify_all(weft_condition *condition)
{
    return weft_condition_notify(condition, SIZE_MAX);
}

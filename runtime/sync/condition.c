/* A lock and a wait for news about what it guards. */
#include "core/functions.h"
#include "core/wait.h"

static weft_resource_kind a_condition = {.name = "condition", .noun = "the condition"};
static weft_wait_kind for_notify = {.name = "condition", .words = "waits for a notify on", .of = &a_condition};

weft_lock *weft__condition_lock(weft_condition *condition)
{
    return condition->shared ? condition->shared : &condition->lock;
}

static bool held(weft_condition *condition)
{
    return weft__self() && weft_task_same(weft__condition_lock(condition)->owner, weft_current());
}

int weft_condition_acquire(weft_place *place, weft_condition *condition)
{
    return weft_lock_acquire(place, weft__condition_lock(condition));
}

int weft_condition_release(weft_condition *condition)
{
    return weft_lock_release(NULL, weft__condition_lock(condition));
}

int weft_condition_wait(weft_place *place, weft_condition *condition)
{
    if (!held(condition))
        return WEFT_USAGE;
    weft_condition_release(condition);
    int err = weft__park(&(struct weft__wait){.place = place, .kind = &for_notify, .list = &condition->waiters,
                                              .resource = &condition->resource});
    /* mutant: condition-locks-again */
    weft__task_hold_back(); /* whatever comes, the lock is held when this returns, unless its holder ended with it */
    int locked = weft_condition_acquire(place, condition);
    weft__task_let_through();
    if (err == WEFT_CANCELLED) /* mutant: condition-cancelled-twice */
        weft__task_hear_now(); /* what came meanwhile is delivered with it */
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

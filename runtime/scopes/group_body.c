/* The body of a group: a stretch of the task that runs the group, which a child's failure interrupts. It is a scope like a timeout's,
 * without a timer; the group strikes it. */
#include "core/functions.h"
#include "scopes/scopes.h"

bool weft__body_enter(weft_place *place, weft_group *group, struct weft__body *body)
{
    struct weft__task *self = weft__self();

    if (!self || group->entered || group->closed || self->group == group)
        return false;
    int err = weft_timeout_begin(place, &body->scope, WEFT_FOREVER);
    weft__assert(err == WEFT_OK);
    (void)err;
    body->scope.of_call = true;
    if (!group->place)
        group->place = place;
    body->group = group;
    group->body = &body->scope;
    group->body_task = self->face.name;
    group->entered = true;
    if (group->cancelled || group->failure) /* before it had a body */
        weft__timeout_strike(group->body);
    return true;
}

int weft__body_leave(int err)
{
    struct weft__task *self = weft__self();
    struct weft__body *body = weft__owner(weft__timeout_of_call(self), struct weft__body, scope);
    weft_group *group = body->group;
    bool failed = err != WEFT_OK && err != WEFT_CANCELLED;
    bool first = failed && !group->failure; /* its own error came before all others */

    group->body = NULL;
    if (failed)
        group->body_failure = err;
    if (first)
        group->failure = err;
    if (err)
        weft__group_abort(group);

    /* What the group asked of its body is taken back; what others asked stays. */
    int asked = weft_timeout_end(&body->scope, err); /* mutant: body-unasked */
    bool cancelled = err == WEFT_CANCELLED && asked == WEFT_CANCELLED;
    if (first) { /* what is delivered while it waits may come with a reason, which is not this failure's */
        self->kept = self->error;
        self->error = NULL;
    }
    if (weft__group_wait(group->place, group, &weft__for_group))
        cancelled = true;
    weft__let_go(&group->held);
    group->closed = true;
    if (first) {
        weft__error_free(self->error);
        self->error = self->kept;
        self->kept = NULL;
    }
    if (group->failure) {
        if (cancelled && self->cancels > 0)
            weft__task_ask_again(); /* both are delivered: the failure now, the cancel at the next wait */
        if (!first)
            weft__group_take_error(group);
        return group->failure;
    }
    if (group->spawn_failed)
        return WEFT_NO_MEMORY;
    return cancelled ? WEFT_CANCELLED : WEFT_OK;
}

/* The body of a group: a stretch of the task that runs the group, which a child's failure interrupts. It is a scope like a timeout's,
 * without a timer; the group strikes it. That of a WEFT_GROUP begins with the declaration, and its place in the task's list stays
 * until the block is left; that of a weft_group_with is the call. */
#include "core/functions.h"
#include "scopes/scopes.h"

static void begin(weft_place *place, weft_group *group, struct weft__body *body)
{
    body->scope.used = false;
    int err = weft_timeout_begin(place, &body->scope, WEFT_FOREVER);
    weft__assert(err == WEFT_OK);
    (void)err;
    body->group = group;
    group->body = &body->scope;
    group->body_task = weft__self()->face.name;
    group->entered = true;
}

bool weft__body_open(weft_group *group, struct weft__body *body, bool inside)
{
    if (!weft__self())
        return false;
    begin(group->place, group, body);
    body->scope.declared = body->scope.of_group = true;
    body->scope.inside = inside;
    group->declared = &body->scope;
    return true;
}

bool weft__body_enter(weft_place *place, weft_group *group, struct weft__body *body)
{
    struct weft__task *self = weft__self();

    if (!self || (group->entered && (!group->body || group->body != group->declared)) || group->closed || self->group == group)
        return false;
    if (group->declared)
        (void)weft__timeout_close(group->declared, WEFT_OK); /* this call is its body */
    begin(place, group, body);
    body->scope.of_call = true;
    if (!group->place)
        group->place = place;
    if (group->cancelled || group->failure) /* before it had a body */
        weft__timeout_strike(group->body);
    return true;
}

/* The body has returned `err`, of which `asked` is left when what the group asked is taken back. */
static int end(weft_place *place, weft_group *group, int err, int asked)
{
    bool failed = err != WEFT_OK && err != WEFT_CANCELLED;
    bool first = failed && !group->failure; /* its own error came before all others */

    if (failed)
        group->body_failure = err;
    if (first)
        group->failure = err;
    if (err)
        weft__group_abort(group);
    return weft__group_finish(place, group, first, err == WEFT_CANCELLED && asked == WEFT_CANCELLED);
}

int weft__body_end(weft_place *place, weft_group *group, int err)
{
    struct weft_timeout *scope = group->body;

    group->body = NULL;
    return end(place, group, err, weft__timeout_close(scope, err)); /* what others asked stays */
}

int weft__body_left(struct weft_timeout *scope, int err)
{
    weft_group *group = weft__owner(scope, struct weft__body, scope)->group;

    return weft__in_body(group) ? weft__body_end(group->place, group, err) : err;
}

int weft__body_leave(int err)
{
    struct weft__body *body = weft__owner(weft__timeout_of_call(weft__self()), struct weft__body, scope);
    weft_group *group = body->group;

    group->body = NULL;
    /* What the group asked of its body is taken back; what others asked stays. */
    int asked = weft_timeout_end(&body->scope, err); /* mutant: body-unasked */
    return end(group->place, group, err, asked);
}

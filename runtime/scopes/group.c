/* Groups: scopes of tasks. */
#include "core/functions.h"
#include "scopes/scopes.h"

bool weft__group_awaits(const weft_resource *resource, const void *brings, weft_task task)
{
    (void)brings;
    return resource == &weft__task_of(task)->group->resource;
}

weft_wait_kind weft__for_group = {.name = "group", .words = "waits for the tasks of", .of = &weft__a_group, .noun = "", .awaits = weft__group_awaits};

static void on_end(struct weft__task *task);

/* It lies below what this task's stack has in use: the function that declared it has returned. */
static bool is_gone(const weft_group *group)
{
    const struct weft__task *self = weft__self();

    /* what is seldom so comes first */
    return (uintptr_t)group < (uintptr_t)__builtin_frame_address(0) && self && weft__task_holds(self, group);
}

static const struct weft__held_kind a_group = {"the group first used at", "behind, and its tasks with it: declare it with WEFT_GROUP", false};

weft_task weft_group_spawn(weft_place *place, weft_group *group, const weft_spawn_options *options)
{
    if (!weft__loop.running || !options->fn)
        return weft__no_task(weft__loop.running ? WEFT_INVALID : WEFT_USAGE);
    if (is_gone(group) || group->closed) {
        weft__misuse_group(place, false, is_gone(group) || group->ended ? "whose block was left" : "that was joined");
        return weft__no_task(WEFT_CLOSED);
    }
    if (group->stopping || (group->failure && group->policy != WEFT__SETTLED))
        return weft__no_task(WEFT_CLOSED);
    bool first = !group->place; /* a WEFT_GROUP has one, and leaves by itself */
    if (first)
        group->place = place;
    group->on_end = on_end;
    weft_task name = {0};
    if (options->start || weft__loop.spawn_hook) {
        name = weft__task_spawn_specially(place, group, options);
    } else {
        struct weft__task *task = weft__task_spawn(place, group, options);
        if (task)
            name = task->face.name;
    }
    if (!name.slot)
        group->spawn_failed = true;
    else if (first)
        weft__hold(&group->held, &a_group, place, group, NULL);
    return name;
}

/* All but one. */
static void cancel_but(weft_group *group, const struct weft__task *but)
{
    struct weft__node *next;

    for (struct weft__node *node = group->unfinished.first; node; node = next) {
        struct weft__task *task = weft__owner(node, struct weft__task, member);
        next = node->next; /* a cancel ends no task at once, but be sure of the next one first */
        if (task != but) /* mutant: group-cancels */
            (void)weft_task_cancel(task->face.name);
    }
}

void weft__group_cancel_all(weft_group *group)
{
    cancel_but(group, NULL);
}

void weft__group_abort(weft_group *group)
{
    if (!group->stopping) {
        group->stopping = true;
        weft__group_cancel_all(group);
    }
}

void weft__group_abort_others(weft_group *group)
{
    if (!group->stopping) {
        group->stopping = true;
        cancel_but(group, weft__self());
    }
}

static void interrupt_body(weft_group *group)
{
    if (group->body && !group->body->expired)
        weft__timeout_strike(group->body);
}

void weft_group_cancel(weft_group *group)
{
    if (group->closed || group->cancelled)
        return;
    group->cancelled = true;
    weft__group_abort(group);
    interrupt_body(group);
}

/* The end of a task counts, the turn after it. */
static void on_end(struct weft__task *task)
{
    weft_group *group = task->group;
    /* mutant: group-failed */
    bool failed = !group->settles &&
                  (weft__group_failed(task) ||
                   (task->result == WEFT_CANCELLED && group->policy == WEFT__GATHERED && !group->cancelled));

    group->count--;
    bool news = failed && !group->failure && !group->stopping;
    if (failed && !group->failure) {
        group->failure = task->result;
        if (group->policy != WEFT__SETTLED)
            weft__group_abort(group);
        interrupt_body(group); /* mutant: group-interrupts-body */
    }
    if (group->count == 0 || (news && group->entered)) /* asyncio interrupts the body also when it waits for the rest: it looks again */
        weft__wake_all(&group->waiters, WEFT_OK, false);
}

/* Waits until the end of every task counts, whatever is asked of the waiter meanwhile: the first request goes on to the tasks, if they
 * were not asked before, and further ones are swallowed, so that nothing cuts the clean-up short. CANCELLED if one was delivered. */
int weft__group_wait(weft_place *place, weft_group *group, weft_wait_kind *kind)
{
    int cancelled = WEFT_OK;

    while (group->count > 0) {
        int err = weft__park(&(struct weft__wait){.place = place, .kind = kind, .list = &group->waiters,
                                                  .resource = &group->resource, .brings = group});
        if (err) {
            cancelled = err;
            weft__group_abort(group); /* mutant: group-aborts */
        }
    }
    return cancelled;
}

void weft__group_take_error(weft_group *group)
{
    for (struct weft__node *node = group->finished.first; node; node = node->next) {
        struct weft__task *task = weft__owner(node, struct weft__task, member);
        if (task->result == group->failure && !weft__start_failed(task)) {
            weft__task_take_error(weft__self(), task);
            return;
        }
    }
}

int weft__group_finish(weft_place *place, weft_group *group, bool first, bool cancelled)
{
    struct weft__task *self = weft__self();

    if (first) { /* what is delivered while it waits may come with a reason, which is not this failure's */
        self->kept = self->error;
        self->error = NULL;
    }
    if (weft__group_wait(place, group, &weft__for_group))
        cancelled = true;
    weft__let_go(&group->held);
    group->closed = true;
    if (first) {
        weft__error_free(self->error);
        self->error = self->kept;
        self->kept = NULL;
    }
    if (group->failure) { /* mutant: group-fails */
        if (cancelled && self->cancels > 0)
            /* mutant: group-fails-cancelled */
            weft__task_ask_again(); /* both are delivered: the failure now, the cancel at the next wait */
        if (!first)
            weft__group_take_error(group);
        return group->failure;
    }
    if (group->spawn_failed)
        return WEFT_NO_MEMORY;
    return cancelled ? WEFT_CANCELLED : WEFT_OK;
}

int weft_group_join(weft_place *place, weft_group *group)
{
    const struct weft__task *self = weft__self();

    if (!self || self->group == group)
        return WEFT_USAGE;
    if (is_gone(group)) {
        weft__misuse_group(place, true, "whose block was left");
        return WEFT_USAGE;
    }
    return weft__in_body(group) ? weft__body_end(place, group, WEFT_OK) : weft__group_finish(place, group, false, false);
}

/* Failures of a group that nobody joined. */
static void report_unseen(const weft_group *group)
{
    for (const struct weft__node *node = group->finished.first; node; node = node->next) {
        const struct weft__task *task = weft__owner(node, const struct weft__task, member);
        if (weft__group_failed(task) && !task->joined)
            weft__unseen(task, WEFT_ERROR_UNSEEN);
    }
}

size_t weft__group_release(weft_group *group, bool all)
{
    struct weft__node *next;
    size_t released = 0;

    for (struct weft__node *node = group->finished.first; node; node = next) {
        struct weft__task *task = weft__owner(node, struct weft__task, member);
        next = node->next;
        if (!task->ready.queued && (all || (task->pins == 0 && (task->result == WEFT_OK || task->result == WEFT_CANCELLED)))) {
            weft__task_release(task);
            released++;
        }
    }
    return released;
}

int weft_group_close(weft_place *place, weft_group *group)
{
    struct weft__task *self = weft__self();

    if (!self || self->group == group)
        return group->count > 0 ? WEFT_USAGE : WEFT_OK;
    if (weft__in_body(group)) {
        (void)weft__timeout_close(group->body, WEFT_OK);
        group->body = NULL;
    }
    if (group->count > 0) {
        weft_group_cancel(group);
        weft__task_hold_back();
        int err = weft__group_wait(place, group, &weft__for_group);
        weft__task_let_through();
        (void)err; /* shielded: nothing can come */
    }
    if (!group->closed || group->settles)
        report_unseen(group);
    weft__let_go(&group->held);
    group->closed = true;
    if (weft__group_keep_failures && group->failure)
        weft__group_keep_failures(group);
    weft__group_release(group, true);
    if (!group->ended)
        WEFT__TRACE(weft__trace_group_ended(group));
    group->ended = true;
    return WEFT_OK;
}

/* Its scope is left in a callback, which cannot wait: its tasks go on outside of it, and nothing points to it any more. */
static void abandon(weft_group *group)
{
    weft__output_flush();
    weft__say("weft: the group %s was left in a callback, which cannot wait for its %u task%s: cancelled; declare it in a task, at %p\n",
              group->resource.name, group->count, group->count == 1 ? "" : "s", group->place);
    report_unseen(group);
    for (struct weft__node *node = group->finished.first; node; node = node->next) {
        struct weft__task *task = weft__owner(node, struct weft__task, member);
        if (task->ready.queued)
            weft__unready(&task->ready);
    }
    weft__group_release(group, true);
    while (group->unfinished.first) {
        struct weft__task *task = weft__owner(group->unfinished.first, struct weft__task, member);
        weft__list_remove(&group->unfinished, &task->member);
        weft__list_append(&weft__loop.root.unfinished, &task->member);
        task->group = &weft__loop.root;
        weft__loop.root.count++;
        (void)weft_task_cancel(task->face.name);
    }
    group->count = 0;
}

void weft__group_leave(weft_group *group)
{
    if (!weft__self() && weft__loop.running && group->count > 0) {
        abandon(group);
        return;
    }
    if (weft__options.debug && group->count > 0 && !group->closed && !group->cancelled && weft__self() &&
        weft__self()->cancels == 0)
        weft__debug_group_left(group);
    int err = weft_group_close(group->place, group);

    weft__assert(err == WEFT_OK || weft__self() == NULL);
    (void)err;
    if (group->declared)
        weft__timeout_drop(group->declared);
}

size_t weft_group_reap(weft_group *group)
{
    return weft__group_release(group, false);
}

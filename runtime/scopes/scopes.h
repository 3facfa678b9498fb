/* What the scopes share: groups, timeouts, and waits for several tasks. */
#ifndef WEFT_SCOPES_H
#define WEFT_SCOPES_H

#include "core/core.h"

/* ---- groups (group.c) ---- */
extern weft_wait_kind weft__for_group;
bool weft__group_awaits(const weft_resource *resource, const void *brings, weft_task task);
size_t weft__group_release(weft_group *group, bool all); /* forgets its ended tasks: all, or those that ended without a failure */
void weft__group_cancel_all(weft_group *group);
void weft__group_abort(weft_group *group);        /* the same, unless they were asked before */
void weft__group_abort_others(weft_group *group); /* all but the running task */
int weft__group_wait(weft_place *place, weft_group *group, weft_wait_kind *kind);
void weft__group_take_error(weft_group *group);   /* the record of its first failure becomes the running task's */
/* Waits for the rest and says how all of it ended. `first`: its body failed before any other, and the record is the running task's;
 * `cancelled`: a request was delivered in its body. */
int weft__group_finish(weft_place *place, weft_group *group, bool first, bool cancelled);
/* group_body.c: the running task is in the body of this WEFT_GROUP, which ends with `err`; returns what the group says. Linked with
 * programs that have groups. */
int weft__body_end(weft_place *place, weft_group *group, int err);
#define WEFT__WITH_BODIES __attribute__((weak))
WEFT__WITH_BODIES int weft__body_left(struct weft_timeout *scope, int err);
/* The running task is in the body of this WEFT_GROUP. */
static inline bool weft__in_body(const weft_group *group)
{
    return group->body && group->body == group->declared && weft_task_same(group->body_task, weft_current());
}

/* group_inside.c, in programs that ask for it: the block of the group is left, and its failures go with the running task. */
#define WEFT__WITH_FAILURES __attribute__((weak))
WEFT__WITH_FAILURES void weft__group_keep_failures(const weft_group *group);

/* Whether its end goes to the task that started it and does not count for its group. */
static inline bool weft__start_failed(const struct weft__task *task)
{
    return task->start == WEFT__STARTING || task->start == WEFT__STARTED_LATE;
}
/* Whether the group counts it as a failure. */
static inline bool weft__group_failed(const struct weft__task *task)
{
    return task->result != WEFT_OK && task->result != WEFT_CANCELLED && !weft__start_failed(task);
}

/* ---- waits for several tasks (wait.c) ---- */
/* Waits until all have ended; CANCELLED when a cancel was delivered and could not be passed on. */
int weft__wait_for_all(weft_place *place, struct weft__several *several);

/* ---- timeouts (timeout.c) ---- */
void weft__timeout_strike(struct weft_timeout *timeout);
int weft__timeout_close(struct weft_timeout *timeout, int err);

/* ---- timeouts that were left open (timeout_lost.c) ---- */
_Noreturn void weft__timeout_lost(const struct weft__task *task, const struct weft_timeout *timeout);
void weft__timeouts_look(struct weft__task *task, uintptr_t limit);
/* The innermost scope of the task, which a macro ends that began it. */
struct weft_timeout *weft__timeout_of_call(const struct weft__task *task);
static inline uintptr_t weft__timeout_seal(const struct weft_timeout *timeout, const weft_place *place)
{
    return (uintptr_t)timeout ^ (uintptr_t)place ^ (uintptr_t)0x5ca1ab1e;
}

#endif

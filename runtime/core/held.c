/* What the runtime holds and does not own: handles, plain groups, generators, loans, which may lie on the stack of a task. When the
 * function returns that they lie in, that stretch of stack belongs to somebody else, and from there on nothing holds. So each that lies
 * on its task's own stack is in a list of the task's, and the program ends, with a sentence, at the first wait that finds one below
 * what is in use, or written over, and at the end of its task. (Timeouts are in a list of their own: timeout_lost.c.) */
#include "core/core.h"

/* These read what may be dead, which a sanitizer would report before we can. */
#if defined(__SANITIZE_ADDRESS__)
#define READS_DEAD __attribute__((no_sanitize_address))
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define READS_DEAD __attribute__((no_sanitize_address))
#endif
#endif
#ifndef READS_DEAD
#define READS_DEAD
#endif

READS_DEAD static uintptr_t seal(const struct weft__held *held)
{
    return (uintptr_t)held ^ held->lowest ^ (uintptr_t)held->place ^ (uintptr_t)held->kind ^ (uintptr_t)0x5ca1ab1e;
}

READS_DEAD static bool is_whole(const struct weft__held *held)
{
    return held->kind && held->seal == seal(held);
}

READS_DEAD _Noreturn static void lost(const struct weft__task *task, const struct weft__held *held)
{
    bool whole = held && is_whole(held);

    weft__end_left_open(task, whole ? held->kind : task->held_kind, whole ? held->place : task->held_at);
}

/* The innermost first. One that is in use has the next one behind it. */
READS_DEAD static void look(struct weft__task *task, uintptr_t limit)
{
    if (task->timeouts)
        weft__loop.look_at_timeouts(task, limit);
    if (limit == 0)
        limit = (uintptr_t)__builtin_frame_address(0);
    if (limit == UINTPTR_MAX && task == weft__loop.main)
        return; /* its stack stays until the run has ended */
    for (const struct weft__held *held = task->face.held; held; held = held->older) {
        bool inside = weft__task_holds(task, held), whole = is_whole(held);
        if (limit == UINTPTR_MAX && (whole ? held->kind : task->held_kind)->may_end) {
            if (!whole)
                return;
            continue;
        }
        if ((inside && (uintptr_t)held < limit) || !whole || held->lowest < limit)
            lost(task, held);
    }
}

void weft__held_drop(struct weft__held *held)
{
    struct weft__task *task = weft__task_of(held->holder);

    held->kind = NULL;
    if (!task)
        return;
    for (struct weft__held **at = &task->face.held; *at; at = &(*at)->older)
        if (*at == held) {
            *at = held->older;
            break;
        }
}

void weft__hold(struct weft__held *held, const struct weft__held_kind *kind, weft_place *place, const void *first, const void *second)
{
    struct weft__task *self = weft__self();
    bool one = self && weft__task_holds(self, first), other = self && second && weft__task_holds(self, second);

    held->kind = NULL;
    if (!one && !other)
        return;
    weft__loop.let_go = weft__held_drop;
    weft__loop.look_at_scopes = look;
    *held = (struct weft__held){.older = self->face.held, .kind = kind, .place = place, .holder = self->face.name,
                                .lowest = !other || (one && first < second) ? (uintptr_t)first : (uintptr_t)second};
    held->seal = seal(held);
    self->face.held = held;
    self->held_kind = kind;
    self->held_at = place;
}

void weft__look_at_held(void)
{
    struct weft__task *self = weft__self();

    if (self && self->face.held)
        weft__loop.look_at_scopes(self, (uintptr_t)__builtin_frame_address(0));
}

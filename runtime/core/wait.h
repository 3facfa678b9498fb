/* What primitives are written with: park, wake, self, level, and a few verbs about cancels. sync/ includes this and nothing else of
 * the runtime; weft/lowlevel.h is the same for libraries.
 *
 * Glossary
 *   park      the running task leaves the ready world and joins a wait list. Only weft__park does it.
 *   wake      a parked task gets a code and a step in the next turn. Only weft__wake does it.
 *   hand over a wake that gives something away (a lock, a permit, an item). It is never taken back: a cancel that comes
 *             before the task has run waits for its next wait. A wake that only says "go on" yields to a cancel.
 *   request   somebody wants the task cancelled: weft_task_cancel, or a timeout that struck. Delivered once.
 *   shield    a stretch in which requests from outside are held back.
 *   place     where in the program's source something was asked for. */
#ifndef WEFT_WAIT_H
#define WEFT_WAIT_H

#include <string.h>

#include "core/list.h"
#include "port/stack.h"
#include "weft.h"
#include "weft/lowlevel.h"

/* An invariant of the runtime's own. When it does not hold, the program ends with a sentence. */
#define weft__assert(holds) ((holds) ? (void)0 : weft__broken(#holds, __FILE__, __LINE__))
_Noreturn void weft__broken(const char *invariant, const char *file, int line);

/* The task that runs, NULL where none does: in callbacks, in the loop, in other threads. */
#ifdef __wasm__
#define WEFT__EACH_THREAD
#else
#define WEFT__EACH_THREAD _Thread_local __attribute__((tls_model("initial-exec"))) /* as cheap as a plain one */
#endif
extern WEFT__EACH_THREAD struct weft__task *weft__current;
static inline struct weft__task *weft__self(void)
{
    return weft__current;
}

/* What a task parks on. It lies on the task's stack until the task runs again. */
struct weft__wait {
    weft_place *place;
    weft_wait_kind *kind;
    struct weft__list *list;         /* joined at the end; NULL: none */
    struct weft__resource *resource; /* NULL: nothing that has a name */
    void *brings;                    /* what the waiter has with it, on its stack */
    weft_task forward;               /* a cancel goes on to this task instead of ending the wait */
};

/* Suspends the running task until a wake. Returns the wake's code, or WEFT_CANCELLED one turn later when a request is pending.
 * The caller has made sure that a task runs. Inline, and the suspend last: see the top of stack.h. */
void weft__prepare_park(const struct weft__wait *wait);
WEFT_WAITS static inline int weft__park(const struct weft__wait *wait)
{
    weft__prepare_park(wait);
    return weft__stack_suspend();
}

/* The running task goes to the end of the ready list. */
void weft__prepare_yield(weft_place *place);
WEFT_WAITS static inline int weft__task_yield(weft_place *place)
{
    weft__prepare_yield(place);
    return weft__stack_suspend();
}

/* The same for a yield of the runtime's own, as in a clean-up: reports go on naming the place where the program waited last. */
weft_place *weft__last_place(void);

/* Lets a parked task go on with `code` in the next turn. */
void weft__wake(struct weft__task *task, int code, bool handed);
/* Wakes the first task of a list and returns it; NULL when the list is empty. */
struct weft__task *weft__wake_first(struct weft__list *list, int code, bool handed);
/* Wakes all of a list, in order. */
void weft__wake_all(struct weft__list *list, int code, bool handed);
/* How many wait in a list. */
size_t weft__waiters(const struct weft__list *list);
/* What the first of a list brought; NULL when it is empty. */
void *weft__first_brings(const struct weft__list *list);
/* The task of this entry of a wait list, and what it brought. */
struct weft__task *weft__waiter(struct weft__node *node);
void *weft__brings(const struct weft__task *waiter);
/* The order in which waiters and callbacks of the same end began. */
uint32_t weft__waiter_registered(const struct weft__task *waiter);
/* The number of one more that waits for an end: tasks, callbacks and waits for several become ready in the order of these. */
uint32_t weft__register(void);

/* What primitives may see of a task, which begins with it. */
struct weft__face {
    weft_task name;
    uint32_t locks; /* how many it holds: when it ends, tasks that wait for one of them get WEFT_BROKEN */
    struct weft_loan *loans; /* its own, newest first, on its own stack: nobody else looks at them */
    struct weft__held *held; /* what the runtime holds on its stack, newest first */
};
static inline struct weft__face *weft__face_of(const struct weft__task *task)
{
    return (struct weft__face *)(uintptr_t)task;
}

/* The task's name, `(weft_task){0}` for NULL; the task behind a name, NULL when stale. */
static inline weft_task weft__task_name(const struct weft__task *task)
{
    return task ? weft__face_of(task)->name : (weft_task){0};
}
struct weft__task *weft__task_of(weft_task name);

/* What a primitive may say to the running task about cancels. */
void weft__task_hold_back(void);    /* a shield begins: requests wait */
void weft__task_let_through(void);  /* it ends */
void weft__task_deliver_reason(struct weft__task *task); /* of a request that was just taken: it becomes the task's record, beside the
                                                            CANCELLED that it gets, or that is passed on */
bool weft__task_hear_now(void);     /* delivers, with its reason, what came meanwhile; false when there was nothing */
void weft__task_ask_again(void);    /* both are delivered: a result now, and the request, which was taken, at the next wait */
bool weft__task_was_cancelled(void); /* a request ended its last wait */

/* The record of why something failed becomes the running task's. Without memory the text is lost. */
void weft__task_error(const weft_place *place, int code, const char *text);
/* The record of a task that gets WEFT_BROKEN at `place`, because the holder of what it wants ended. */
void weft__explain_orphan(struct weft__task *task, const weft_place *place, const weft_resource_kind *kind,
                          const weft_resource *resource);
/* A sentence about the release of a lock that this task does not hold, once for each place; none where no place is known. `taken_at`:
 * where `owner` took it; NULL: it is free. */
void weft__misuse_release(const weft_place *place, weft_task owner, const weft_place *taken_at);
/* Where the wait was that a task was just woken from. */
const weft_place *weft__waited_at(const struct weft__task *task);

/* Names a resource that has no name yet by the words of a place. */
static inline void weft__name_by_place(struct weft__resource *resource, const weft_place *place)
{
    if (!resource->name)
        resource->name = place->words;
}

/* The resource's state changed. `holder` may be NULL. */
extern bool weft__tracing;
void weft__trace_level(struct weft__resource *resource, weft_resource_kind *kind, const struct weft__task *holder, int64_t level);
static inline void weft__level(struct weft__resource *resource, weft_resource_kind *kind, const struct weft__task *holder,
                               int64_t level)
{
    if (weft__tracing)
        weft__trace_level(resource, kind, holder, level);
}

/* Counted memory; NULL without. Given back with its size. */
void *weft__alloc(size_t bytes);
void weft__free(void *memory, size_t bytes);

/* Callbacks that wait for an end (handle.c): joins a list of them; those of a list that registered before that number become
 * ready, in order. */
int weft__handle_watch(weft_place *place, weft_handle *handle, struct weft__list *list, weft_callback *fn, void *arg);
/* The same for a handle of the program's, which must not be left behind on a stack, and `watched` (or NULL) neither. */
int weft__handle_watch_held(weft_place *place, weft_handle *handle, struct weft__list *list, const void *watched,
                            weft_callback *fn, void *arg);
void weft__handles_make_ready(struct weft__list *list, uint32_t before);

/* What a program must not leave behind on a stack (held.c): what it is, in the words of a sentence about the place where it began. */
struct weft__held_kind {
    const char *what, *advice;
    bool may_end; /* it does no harm once its task has ended */
};
/* The running task's from here on, if one of the two (`second` may be NULL) lies on its stack; then not any more. */
void weft__hold(struct weft__held *held, const struct weft__held_kind *kind, weft_place *place, const void *first, const void *second);
void weft__held_drop(struct weft__held *held);
static inline void weft__let_go(struct weft__held *held)
{
    if (held->kind)
        weft__held_drop(held);
}
/* Ends the program when the running task has left something behind. */
void weft__look_at_held(void);

/* An error that nobody looked at goes to the program's handler, or to standard error. */
void weft__report_unseen(const weft_error_report *report);
/* The same in the next turn, as a callback that sees what `of` saw (NULL: what this one sees); the texts are copied (unheard.c).
 * False without memory. */
bool weft__tell_soon(weft_place *place, const weft_error_report *report, const struct weft__task *of);

#endif

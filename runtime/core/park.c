/* Park and wake, and the step between them. Only this file and start.c switch stacks. */
#include "core/core.h"
#include "core/functions.h"
#include "port/stack.h"

/* ---- park ---- */

__attribute__((cold)) static void injected_cancel(struct weft__task *task)
{
    task->cancels++;
    task->requested = true;
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 0, task->cancels));
}

/* Test hook: the n-th suspension of the run is cancelled, as if from outside. */
static inline void inject_cancel(struct weft__task *task)
{
    if (weft__fault_now(&weft__options.cancel))
        injected_cancel(task);
}

void weft__prepare_yield(weft_place *place)
{
    struct weft__task *task = weft__self();

    if (task->timeouts || task->face.held)
        weft__loop.look_at_scopes(task, 0);
    task->waits_at = place;
    inject_cancel(task);
    task->wake_code = WEFT_OK;
    task->handed = false;
    task->state = WEFT__READY;
    weft__make_ready(&task->ready, WEFT__STEP);
}

weft_place *weft__last_place(void)
{
    return (weft_place *)(uintptr_t)weft__self()->waits_at;
}

void weft__prepare_park(const struct weft__wait *wait)
{
    struct weft__task *task = weft__self();

    weft__check_thread();
    if (task->timeouts || task->face.held)
        weft__loop.look_at_scopes(task, (uintptr_t)(wait + 1));
    inject_cancel(task);
    task->waits_at = wait->place;
    task->handed = task->delivered = false;
    bool asked = weft__task_take_request(task);
    if (asked && !wait->kind->pass_on && !wait->forward.slot) {
        weft__task_deliver_reason(task);
        task->wake_code = WEFT_CANCELLED; /* as asyncio: a turn passes, then the wait ends */
        task->delivered = true;
        task->state = WEFT__READY;
        weft__make_ready(&task->ready, WEFT__STEP);
        return;
    }
    if (wait->resource)
        weft__name_by_place(wait->resource, wait->place);
    task->state = WEFT__WAITING;
    task->waits_since = weft__clock_seen();
    task->waiting = wait;
    task->waits_in = wait->list;
    if (wait->list) {
        task->registered = weft__register();
        weft__list_append(wait->list, &task->wait);
    }
    WEFT__TRACE(weft__trace_parked(task));
    if (asked)
        weft__task_deliver(task, true);
}

int weft_park(weft_place *place, weft_wait_kind *kind, weft_waiters *waiters, weft_resource *resource, void *brings)
{
    if (!weft__self())
        return WEFT_USAGE;
    return weft__park(&(struct weft__wait){.place = place, .kind = kind, .list = waiters, .resource = resource, .brings = brings});
}

/* ---- wake ---- */

void weft__wake(struct weft__task *task, int code, bool handed)
{
    weft__assert(task->state == WEFT__WAITING);
    if (task->waits_in)
        weft__list_remove(task->waits_in, &task->wait); /* mutant: waiter-leaves */
    task->wake_code = code;
    task->handed = handed;
    task->state = WEFT__READY;
    weft__ready_join(&task->ready, WEFT__STEP);
    WEFT__TRACE(weft__trace_woken(task));
    task->waiting = NULL;
}

struct weft__task *weft__wake_first(struct weft__list *list, int code, bool handed)
{
    if (weft__list_empty(list))
        return NULL;
    struct weft__task *task = weft__waiter(list->first);
    weft__wake(task, code, handed);
    return task;
}

void weft__wake_all(struct weft__list *list, int code, bool handed)
{
    while (weft__wake_first(list, code, handed))
        continue;
}

weft_task weft_wake_first(weft_waiters *waiters, int code, enum weft_wake how)
{
    return weft__task_name(weft__wake_first(waiters, code, how == WEFT_HAND_OVER));
}

size_t weft_wake_all(weft_waiters *waiters, int code, enum weft_wake how)
{
    size_t count = 0;

    while (weft__wake_first(waiters, code, how == WEFT_HAND_OVER))
        count++;
    return count;
}

/* The task of this name if it waits in this list, else NULL. */
static struct weft__task *waiter_in(const struct weft__list *list, weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return task && task->waiting && task->waits_in == list ? task : NULL;
}

bool weft_wake_task(weft_waiters *waiters, weft_task name, int code, enum weft_wake how)
{
    struct weft__task *task = waiter_in(waiters, name);

    if (task)
        weft__wake(task, code, how == WEFT_HAND_OVER);
    return task != NULL;
}

weft_task weft_waiter_after(const weft_waiters *waiters, weft_task name)
{
    const struct weft__task *task = waiter_in(waiters, name);
    struct weft__node *next = !name.slot ? waiters->first : task ? task->wait.next : NULL;

    return next ? weft__waiter(next)->face.name : (weft_task){0};
}

void *weft_waiter_brings(const weft_waiters *waiters, weft_task name)
{
    const struct weft__task *task = waiter_in(waiters, name);

    return task ? task->waiting->brings : NULL;
}

/* ---- looking at a wait list ---- */

struct weft__task *weft__waiter(struct weft__node *node)
{
    return weft__owner(node, struct weft__task, wait);
}

void *weft__brings(const struct weft__task *waiter)
{
    return waiter->waiting->brings;
}

void *weft__first_brings(const struct weft__list *list)
{
    return list->first ? weft__brings(weft__waiter(list->first)) : NULL;
}

uint32_t weft__register(void)
{
    return ++weft__loop.registered;
}

uint32_t weft__waiter_registered(const struct weft__task *waiter)
{
    return waiter->registered;
}

size_t weft__waiters(const struct weft__list *list)
{
    size_t count = 0;

    for (const struct weft__node *node = list->first; node; node = node->next)
        count++;
    return count;
}

/* ---- steps ---- */

/* What its wait returns. A request that came after a wake that only said "go on" is delivered now; one that was taken back
 * meanwhile is not. */
static int code_for(struct weft__task *task)
{
    if (!task->handed && task->cancels && weft__task_take_request(task)) { /* mutant: cancel-after-wake */
        if (task->wake_code != WEFT_CANCELLED) /* else it has its reason already */
            weft__task_deliver_reason(task);
        task->wake_code = WEFT_CANCELLED;
        task->delivered = true;
    }
    if (task->wake_code == WEFT_CANCELLED)
        WEFT__TRACE(weft__trace_task(WEFT__DELIVERED, task, 0, 0));
    return task->wake_code;
}

int weft__task_step(struct weft__task *task)
{
    bool first = task->state == WEFT__CREATED;

    task->state = WEFT__RUNNING;
    WEFT__TRACE(weft__trace_ready(WEFT__RAN, &task->ready));
    if (first && task->requested) { /* cancelled before its first step: it never runs */ /* mutant: cancelled-unbegun */
        task->requested = false;
        weft__task_deliver_reason(task);
        weft__task_finish(task, WEFT_CANCELLED);
        return 1;
    }
    weft__current = task;
    return weft__stack_resume(task->stack, code_for(task));
}

void weft__task_end(struct weft__task *task)
{
    int result = weft__stack_finish(task->stack);

    weft__current = NULL;
    weft__task_finish(task, result);
}

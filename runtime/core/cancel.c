/* The cancel protocol: a request is made, kept, passed on, delivered once, or taken back.
 *
 * A request sits in the task (`requested`) or in one of its open timeouts (`pending`) until a wait delivers it. A shield holds those
 * back that began outside of it. A task that waits for another does not wake: the request goes on, along a row of joins in a
 * loop and not by recursion, because rows are long and stacks are small. Where a task waits for several, what is left to ask is kept in its
 * record. */
#include "core/core.h"
#include "core/functions.h"

/* ---- taking what is to be delivered ---- */

/* Takes what is to be delivered now: requests from outside unless shielded, and timeouts that no shield stands before. */
bool weft__task_take_pending(struct weft__task *task)
{
    bool any = false;

    if (task->requested && task->shields == 0) { /* mutant: request-taken */
        task->requested = false;
        any = true;
    }
    for (weft_timeout *timeout = task->timeouts; timeout; timeout = timeout->outer)
        if (timeout->pending && timeout->shields >= task->shields) {
            timeout->pending = false;
            any = true;
        }
    return any;
}

/* The reason of a request that was just taken; NULL for none. */
static struct weft__error *take_reason(struct weft__task *task)
{
    struct weft__error *reason = task->requested ? NULL : task->reason; /* else what was taken is a timeout's */

    if (reason)
        task->reason = NULL;
    return reason;
}

void weft__task_deliver_reason(struct weft__task *task)
{
    struct weft__error *reason = take_reason(task);

    if (reason || (task->error && task->error->code == WEFT_CANCELLED)) /* what an earlier one said is not this one's reason */
        weft__error_hang(task, reason);
}

void weft__task_withdraw_request(struct weft__task *task)
{
    task->requested = false;
    weft__error_free(task->reason);
    task->reason = NULL;
}

/* ---- the verbs of primitives (wait.h) ---- */

void weft__task_hold_back(void)
{
    weft__self()->shields++;
}

void weft__task_let_through(void)
{
    weft__self()->shields--;
}

bool weft__task_hear_now(void)
{
    struct weft__task *self = weft__self();

    if (!weft__task_take_request(self))
        return false;
    weft__task_deliver_reason(self);
    return true;
}

void weft__task_ask_again(void)
{
    weft__self()->requested = true;
}

bool weft__task_was_cancelled(void)
{
    return weft__self()->delivered;
}

/* ---- making and passing on ---- */

/* Makes a request. `reason` is given away. The last one counts, unless one was delivered already and the task has not run since. */
static void request(struct weft__task *task, struct weft__error *reason)
{
    if (task->state == WEFT__READY && task->wake_code == WEFT_CANCELLED) {
        weft__error_free(reason);
        reason = NULL;
    }
    weft__error_free(task->reason);
    task->reason = reason;
    task->cancels++;
    task->requested = true;
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 0, task->cancels));
}

/* Passes a request that was taken on to what the task waits for, by the rule of its kind of wait. False when that takes none any more. */
static bool pass_on(struct weft__task *task)
{
    return task->waiting->kind->pass_on(task->face.name, task->waiting->brings, weft__clock_seen());
}

/* The innermost of the tasks whose request is going on to several, one after the other. */
static struct weft__task *asking;

/* A request has gone all the way that led to this task. */
static void forget_way(struct weft__task *last)
{
    for (struct weft__task *task = last, *next; task; task = next) {
        next = task->asked_by == task ? NULL : task->asked_by;
        task->asked_by = NULL;
    }
}

/* Ends the task's wait, or passes the request on to what it waits for: along a row of tasks that join each other, however long, to the
 * one that waits for something else. If it comes back to one of them, they wait in a circle, which nothing else would ever end: then
 * the wait of the last one ends. `taken`: the request was taken already; else it is left alone unless it can be delivered now. */
void weft__task_deliver(struct weft__task *task, bool taken)
{
    struct weft__task *next, *last = NULL;

    if (task->asked_by && task->waiting && !task->waiting->forward.slot) /* it came back to one that passes it on to several, which all get it now */
        return;
    for (; task->state == WEFT__WAITING && (taken || weft__task_take_request(task)); task = next, taken = false) {
        next = weft__task_of(task->waiting->forward);
        bool on = next && !next->asked_by; /* mutant: join-passes-on */
        if (on || task->waiting->kind->pass_on) {
            task->asked_by = last ? last : task;
            last = task;
        }
        if (on) {
            request(next, take_reason(task)); /* mutant: join-stays */
            continue;
        }
        if (next || last != task) {
            weft__task_deliver_reason(task);
            weft__wake(task, WEFT_CANCELLED, false);
            task->delivered = true;
        } else if (!pass_on(task)) {
            task->requested = true; /* what it waits for has just ended: seen at its next wait */
        }
        break;
    }
    if (last != asking) /* else the caller goes on with those that it waits for */
        forget_way(last);
}

void weft__task_request(struct weft__task *task)
{
    weft__task_deliver(task, false); /* or it is delivered at the end of its wait, or at its next */
}

static int cancel(weft_task name, struct weft__error *reason)
{
    struct weft__task *task = weft__task_of(name);

    if (!task || task->state == WEFT__DONE) {
        weft__error_free(reason);
        return task ? WEFT_CLOSED : WEFT_STALE;
    }
    request(task, reason);
    weft__task_deliver(task, false);
    return WEFT_OK;
}

/* The next one that is still to be asked; NULL: none is left. */
static struct weft__task *next_to_ask(struct weft__asking *ask)
{
    struct weft__task *task = NULL;

    if (ask->of_group) {
        struct weft__node *node = ask->member;
        ask->member = node ? node->next : NULL;
        return node ? weft__owner(node, struct weft__task, member) : NULL;
    }
    while (!task && ask->left > 0) {
        ask->left--;
        task = weft__task_of(*ask->tasks++);
    }
    return task;
}

/* Asks those that the outermost one waits for, and before the next of them all that each passes it on to, as a recursion would. */
static void ask_all(void)
{
    while (asking) {
        struct weft__task *waiter = asking, *task = next_to_ask(&waiter->asking);
        const struct weft__error *reason = waiter->asking.reason;
        if (task) {
            (void)cancel(task->face.name, reason ? weft__error_new(reason->place, WEFT_CANCELLED, reason->text) : NULL);
            continue;
        }
        asking = waiter->asking.outer;
        weft__error_free(waiter->asking.reason);
        waiter->ready = (struct weft__ready){.queued = false};
        forget_way(waiter);
    }
}

static void ask(struct weft__task *waiter, struct weft__asking what)
{
    bool outermost = !asking;

    what.outer = asking;
    waiter->asking = what;
    asking = waiter;
    if (outermost)
        ask_all();
}

bool weft__cancel_several(struct weft__task *waiter, const weft_task *tasks, size_t count)
{
    size_t first = 0;

    while (first < count && weft_task_ended(tasks[first]))
        first++;
    if (first < count)
        ask(waiter, (struct weft__asking){.tasks = tasks + first, .left = (uint32_t)(count - first), .reason = take_reason(waiter)});
    return first < count;
}

void weft__cancel_members(struct weft__task *waiter, const weft_group *group)
{
    ask(waiter, (struct weft__asking){.member = group->unfinished.first, .of_group = true});
}

bool weft__cancel_newer(uint32_t *after, bool generators)
{
    uint32_t oldest = *after;
    bool any = false;

    if (oldest == weft__task_next_number() - 1) /* mutant: sweep-ends */
        return false;
    *after = weft__task_next_number() - 1;
    for (struct weft__task *task = NULL; (task = weft__task_after(task));) /* a cancel makes none and forgets none */
        if (task->state != WEFT__DONE && task->number > oldest && (task->group == &weft__loop.generators) == generators) {
            (void)weft_task_cancel(task->face.name);
            any = true;
        }
    return any;
}

/* ---- what programs call ---- */

int weft_task_cancel(weft_task name)
{
    return cancel(name, NULL);
}

int weft_task_cancel_because(weft_place *place, weft_task name, const char *text)
{
    return text ? cancel(name, weft__error_new(place, WEFT_CANCELLED, text)) : WEFT_INVALID;
}

int weft_task_uncancel(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    if (!task)
        return WEFT_STALE;
    if (task->cancels > 0)
        task->cancels--;
    if (task->cancels == 0) /* mutant: request-taken-back */
        weft__task_withdraw_request(task);
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 1, task->cancels));
    return (int)task->cancels;
}

int weft_task_cancelling(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return task ? (int)task->cancels : WEFT_STALE;
}

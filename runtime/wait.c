/* Waiting for some of several tasks. A wait lies on its waiter's stack, in one list of all such waits; when a task that any of them
 * names has ended, each looks whether it has what it wants. As in asyncio, it hears of it in a callback, and its task
 * runs the turn after that. */
#include "core.h"

enum { ANOTHER_COMPLETED = WEFT_FIRST_FAILED + 1 };

struct wait {
    struct weft__node node; /* in `waits` */
    const weft_task *tasks;
    size_t count;
    int until;              /* enum weft_wait_until or ANOTHER_COMPLETED */
    const weft_completion *completion; /* NULL: a plain wait */
    struct weft__task *waiter;
    weft_handle heard, late; /* it is over; the time is */
};

static struct weft__list waits;
static uint32_t waits_run; /* the run that they belong to: one that ended in a deadlock leaves some */

static const struct weft__task *ended(weft_task name)
{
    const struct weft__task *task = weft__task_of(name);

    return task && task->state == WEFT__DONE ? task : NULL;
}

static bool all_ended(const struct wait *wait)
{
    for (size_t i = 0; i < wait->count; i++)
        if (!weft_task_ended(wait->tasks[i]))
            return false;
    return true;
}

static bool one_ended(const struct wait *wait)
{
    for (size_t i = 0; i < wait->count; i++)
        if (weft_task_ended(wait->tasks[i]))
            return true;
    return false;
}

static bool one_failed(const struct wait *wait)
{
    for (size_t i = 0; i < wait->count; i++) {
        const struct weft__task *task = ended(wait->tasks[i]);
        if (task && task->result != WEFT_OK && task->result != WEFT_CANCELLED)
            return true;
    }
    return all_ended(wait);
}

/* The first to end after those that were handed out; its index, or `count`. */
static size_t next_ended(const struct wait *wait)
{
    size_t next = wait->count;

    for (size_t i = 0; i < wait->count; i++) {
        const struct weft__task *task = ended(wait->tasks[i]);
        if (task && task->ended > wait->completion->after && (next == wait->count || task->ended < ended(wait->tasks[next])->ended))
            next = i;
    }
    return next;
}

/* Another one to hand out, or none will come any more. */
static bool another_ended(const struct wait *wait)
{
    return next_ended(wait) < wait->count || all_ended(wait);
}

/* No pointers to these: in wasm one would have the type of a task's function, and all that ends tasks would count as able to wait. */
static bool over(const struct wait *wait)
{
    switch (wait->until) {
    case WEFT_ALL_COMPLETED:
        return all_ended(wait);
    case WEFT_FIRST_COMPLETED:
        return one_ended(wait);
    case WEFT_FIRST_FAILED:
        return one_failed(wait);
    default:
        return another_ended(wait);
    }
}

static void go_on(void *arg)
{
    struct wait *wait = arg;

    if (wait->waiter->state == WEFT__WAITING)
        weft__wake(wait->waiter, WEFT_OK, false);
}

void weft__watchers_hear(void)
{
    for (struct weft__node *node = waits.first; node; node = node->next) {
        struct wait *wait = weft__owner(node, struct wait, node);
        if (!wait->heard.state && over(wait))
            (void)weft_call_soon(&wait->heard, go_on, wait);
    }
}

static int check(const weft_task *tasks, size_t count)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!tasks || count == 0)
        return WEFT_INVALID;
    for (size_t i = 0; i < count; i++)
        if (!weft__task_of(tasks[i]))
            return tasks[i].slot ? WEFT_STALE : WEFT_NO_MEMORY; /* as weft_join says it */
    return WEFT_OK;
}

static int park(weft_place *place, struct wait *wait, double seconds)
{
    struct weft__resource resource = {.name = place->words};

    for (size_t i = 0; i < wait->count; i++)
        if (weft__task_of(wait->tasks[i]))
            weft__task_of(wait->tasks[i])->watched = true;
    if (waits_run != weft__loop.run_number)
        waits = (struct weft__list){0};
    waits_run = weft__loop.run_number;
    weft__list_append(&waits, &wait->node);
    if (over(wait))
        (void)weft_call_soon(&wait->heard, go_on, wait);
    if (seconds != WEFT_FOREVER)
        (void)weft_call_later(&wait->late, seconds, go_on, wait);
    int err = weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_ANY, .resource = &resource,
                                              .resource_kind = WEFT__SOME_TASKS});
    weft__list_remove(&waits, &wait->node);
    weft_handle_cancel(&wait->heard);
    weft_handle_cancel(&wait->late);
    return err;
}

int(weft_wait)(weft_place *place, const weft_task *tasks, size_t count, enum weft_wait_until until, double seconds)
{
    struct wait wait = {.tasks = tasks, .count = count, .until = (int)until, .waiter = weft__self()};

    WEFT_TRY(check(tasks, count));
    if (isnan(seconds) || until > WEFT_FIRST_FAILED)
        return WEFT_INVALID;
    return park(place, &wait, seconds);
}

int(weft_next_completed)(weft_place *place, weft_completion *completion)
{
    struct wait wait = {.tasks = completion->tasks, .count = completion->count, .until = ANOTHER_COMPLETED,
                        .completion = completion, .waiter = weft__self()};

    if (!wait.waiter)
        return WEFT_USAGE;
    for (size_t i = 0; i < wait.count; i++)
        if (!wait.tasks[i].slot)
            return WEFT_NO_MEMORY; /* as weft_join says it */
    while (!another_ended(&wait)) /* again when another task that asks was quicker */
        WEFT_TRY(park(place, &wait, WEFT_FOREVER));
    size_t next = next_ended(&wait);
    if (next == wait.count)
        return WEFT_CLOSED;
    completion->task = wait.tasks[next];
    completion->after = ended(completion->task)->ended;
    return WEFT_OK;
}

bool weft__wait_names(const struct weft__task *waiter, weft_task task)
{
    for (const struct weft__node *node = waits_run == weft__loop.run_number ? waits.first : NULL; node; node = node->next) {
        const struct wait *wait = weft__owner(node, const struct wait, node);
        for (size_t i = 0; wait->waiter == waiter && i < wait->count; i++)
            if (wait->tasks[i].slot == task.slot && wait->tasks[i].generation == task.generation)
                return true;
    }
    return false;
}

/* Waiting for some of several tasks. A wait lies on its waiter's stack, in a list of waits; when a task that it names has ended, it
 * looks whether it has what it wants. As in asyncio, a callback then wakes its task, which runs the turn after that.
 *
 * Nothing here looks at all names each time one of them ends, or a thousand tasks would cost a million looks: a task carries the
 * number of the last wait that named it, and tasks that have ended stand in a list in that order. Nor does each end look at all
 * waits, which may be as many as there are tasks: one that names a few tasks stands in the lists of these, and only those of many
 * tasks stand in the one that every end goes through. */
#include "core/functions.h"
#include "scopes/scopes.h"

enum { ANOTHER_COMPLETED = WEFT_FIRST_FAILED + 1, FEW = 4 };

/* A task that a wait of a few names; or the wait itself, of many. */
struct naming {
    struct weft__node node;
    struct wait *wait;
    weft_task task;
};

struct wait {
    struct naming namings[FEW];
    weft_place *place;
    const weft_task *tasks;
    size_t count;
    size_t *settled;        /* the tasks before this index have ended */
    uint32_t number;
    int until;              /* enum weft_wait_until or ANOTHER_COMPLETED */
    const weft_completion *completion; /* NULL: a plain wait */
    struct weft__task *waiter;
    bool *cancelled;         /* a cancel goes on to the tasks, and one of them took it; NULL: it ends the wait */
    weft_handle heard, late; /* it is over; the time is */
};

static bool awaits(const weft_resource *resource, const void *brings, weft_task task)
{
    const struct wait *wait = brings;

    (void)resource;
    for (size_t i = 0; i < wait->count; i++)
        if (weft_task_same(wait->tasks[i], task))
            return true;
    return false;
}

static bool pass_on(weft_task waiter, void *brings, int64_t now)
{
    struct wait *wait = brings;

    (void)now;
    bool taken = weft__cancel_several(weft__task_of(waiter), wait->tasks, wait->count);
    *wait->cancelled |= taken;
    return taken;
}

static weft_resource_kind some_tasks = {.name = "some_tasks", .noun = "some of"};
static weft_wait_kind for_any = {.name = "any", .words = "waits for", .of = &some_tasks, .awaits = awaits};
static weft_wait_kind for_all = {.name = "any", .words = "waits for", .of = &some_tasks, .awaits = awaits, .pass_on = pass_on};

static struct weft__list of_many; /* in the order of their numbers, as the lists of the tasks */
static uint32_t waits_run; /* the run that they belong to: one that ended in a deadlock leaves some */

static void announce(struct weft__task *task, uint32_t from, uint32_t to);

/* The number that all of these tasks now carry, unless a later wait names them, too. */
static uint32_t number(const weft_task *tasks, size_t count)
{
    if (waits_run != weft__loop.run_number)
        of_many = (struct weft__list){0};
    waits_run = weft__loop.run_number;
    weft__loop.announce_to_waits = announce;
    uint32_t number = weft__register();
    for (size_t i = 0; i < count; i++)
        if (weft__task_of(tasks[i]))
            weft__task_of(tasks[i])->watch = number;
    return number;
}

static bool names(const struct wait *wait, const struct weft__task *task)
{
    if (task->watch <= wait->number)
        return task->watch == wait->number;
    for (size_t i = 0; i < wait->count; i++)
        if (weft__task_of(wait->tasks[i]) == task)
            return true;
    return false;
}

static bool all_ended(const struct wait *wait)
{
    while (*wait->settled < wait->count && weft_task_ended(wait->tasks[*wait->settled]))
        ++*wait->settled;
    return *wait->settled == wait->count;
}

static bool one_ended(const struct wait *wait)
{
    for (size_t i = 0; i < wait->count; i++)
        if (weft_task_ended(wait->tasks[i]))
            return true;
    return false;
}

static bool has_failed(const struct weft__task *task)
{
    return task && task->state == WEFT__DONE && task->result != WEFT_OK && task->result != WEFT_CANCELLED;
}

static bool one_failed(const struct wait *wait)
{
    for (size_t i = 0; i < wait->count; i++)
        if (has_failed(weft__task_of(wait->tasks[i])))
            return true;
    return false;
}

/* The first to end after those that were handed out; NULL when there is none. */
static const struct weft__task *next_ended(const struct wait *wait)
{
    const struct weft__task *last = weft__task_of(wait->completion->task);

    for (struct weft__node *node = last ? last->wait.next : weft__loop.ended.first; node; node = node->next) {
        const struct weft__task *task = weft__owner(node, struct weft__task, wait);
        if (task->ended > wait->completion->after && names(wait, task))
            return task;
    }
    return NULL;
}

/* Whether the wait is over now that this task has ended; NULL: whether it is over from the start. No pointers to functions here: in
 * wasm one would have the type of a task's function, and all that ends tasks would count as able to wait. */
static bool over(const struct wait *wait, const struct weft__task *task)
{
    switch (wait->until) {
    case WEFT_ALL_COMPLETED:
        return all_ended(wait);
    case WEFT_FIRST_COMPLETED:
        return task ? names(wait, task) : one_ended(wait);
    case WEFT_FIRST_FAILED:
        return (task ? has_failed(task) && names(wait, task) : one_failed(wait)) || all_ended(wait);
    default: /* another one to hand out, or none will come any more */
        return (task ? names(wait, task) : next_ended(wait) != NULL) || all_ended(wait);
    }
}

static void go_on(void *arg)
{
    struct wait *wait = arg;

    if (wait->waiter->state == WEFT__WAITING)
        weft__wake(wait->waiter, WEFT_OK, false);
}

static struct wait *wait_in(const struct weft__node *node)
{
    return node ? weft__owner(node, struct naming, node)->wait : NULL;
}

static void look(struct wait *wait, struct weft__task *task, uint32_t from)
{
    if (wait->number <= from || wait->heard.state || !over(wait, task))
        return;
    weft__handles_make_ready(&task->callbacks, wait->number);
    (void)weft__call_soon(wait->place, &wait->heard, go_on, wait);
}

/* The waits that began after `from` and before `to`, and callbacks that registered before them, in the order of weft__register. */
static void announce(struct weft__task *task, uint32_t from, uint32_t to)
{
    const struct weft__node *few = task->waits.first, *many = of_many.first;

    for (;;) {
        struct wait *one = wait_in(few), *other = wait_in(many);
        bool first = one && (!other || one->number < other->number);
        struct wait *wait = first ? one : other;
        if (!wait || wait->number >= to)
            return;
        look(wait, task, from);
        *(first ? &few : &many) = (first ? few : many)->next;
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
            return weft__refusal(tasks[i]); /* as weft_join says it */
        else if (weft__task_of(tasks[i]) == weft__self())
            return WEFT_USAGE; /* too: its own end never comes */
    return WEFT_OK;
}

/* In the order of their numbers: the next wait of a completion stands where its first one did. */
static void insert(struct weft__list *list, struct naming *naming)
{
    struct weft__node *after = list->last;

    while (after && wait_in(after)->number > naming->wait->number)
        after = after->previous;
    weft__list_insert(list, after, &naming->node);
}

/* Where a wait stands: in the list of each of a few tasks, or once in that of many. NULL: the task is forgotten. */
static struct weft__list *list_for(const struct naming *naming)
{
    if (naming->wait->count > FEW)
        return &of_many;
    struct weft__task *task = weft__task_of(naming->task);
    return task ? &task->waits : NULL;
}

static size_t count_namings(const struct wait *wait)
{
    return wait->count > FEW ? 1 : wait->count;
}

static void enter(struct wait *wait)
{
    for (size_t i = 0; i < count_namings(wait); i++) {
        wait->namings[i] = (struct naming){.wait = wait, .task = wait->tasks[i]}; /* the program may change its own list meanwhile */
        struct weft__list *list = list_for(&wait->namings[i]);
        if (list)
            insert(list, &wait->namings[i]);
    }
}

static void leave(struct wait *wait)
{
    for (size_t i = 0; i < count_namings(wait); i++) {
        struct weft__list *list = list_for(&wait->namings[i]);
        if (list)
            weft__list_remove(list, &wait->namings[i].node);
    }
}

static int park(weft_place *place, struct wait *wait, double seconds)
{
    struct weft__resource resource = {.name = place->words};

    wait->place = place;
    enter(wait);
    if (over(wait, NULL))
        (void)weft__call_soon(place, &wait->heard, go_on, wait);
    if (seconds != WEFT_FOREVER)
        (void)weft__call_later(place, &wait->late, seconds, go_on, wait); /* mutant: wait-limit */
    int err = weft__park(&(struct weft__wait){.place = place, .kind = wait->cancelled ? &for_all : &for_any,
                                              .resource = &resource, .brings = wait});
    leave(wait); /* mutant: wait-over */
    weft_handle_cancel(&wait->heard);
    weft_handle_cancel(&wait->late);
    return err;
}

int weft_wait(weft_place *place, const weft_task *tasks, size_t count, enum weft_wait_until until, double seconds)
{
    size_t settled = 0;
    struct wait wait = {.tasks = tasks, .count = count, .settled = &settled, .until = (int)until, .waiter = weft__self()};

    WEFT_TRY(check(tasks, count));
    if (isnan(seconds) || until > WEFT_FIRST_FAILED)
        return WEFT_INVALID;
    wait.number = number(tasks, count);
    return park(place, &wait, seconds);
}

int weft_wait_sorted(weft_place *place, weft_task *tasks, size_t count, enum weft_wait_until until, double seconds, size_t *done)
{
    *done = 0;
    WEFT_TRY(weft_wait(place, tasks, count, until, seconds));
    for (size_t i = 0; i < count; i++) {
        if (!weft_task_ended(tasks[i]))
            continue;
        weft_task ended = tasks[i];
        memmove(tasks + *done + 1, tasks + *done, (i - *done) * sizeof *tasks);
        tasks[(*done)++] = ended;
    }
    return WEFT_OK;
}

int weft__wait_for_all(weft_place *place, struct weft__several *several)
{
    size_t settled = 0;
    struct wait wait = {.tasks = several->tasks, .count = several->count, .settled = &settled, .until = WEFT_ALL_COMPLETED,
                        .waiter = weft__self(), .cancelled = &several->cancelled};

    wait.number = number(several->tasks, several->count);
    return park(place, &wait, WEFT_FOREVER);
}

int weft_next_completed(weft_place *place, weft_completion *completion)
{
    struct wait wait = {.tasks = completion->tasks, .count = completion->count, .settled = &completion->settled,
                        .until = ANOTHER_COMPLETED, .completion = completion, .waiter = weft__self()};
    const struct weft__task *task;

    if (!wait.waiter)
        return WEFT_USAGE;
    if (wait.count > 0 && !wait.tasks)
        return WEFT_INVALID;
    for (size_t i = 0; !completion->number && i < wait.count; i++)
        if (!wait.tasks[i].slot)
            return weft__refusal(wait.tasks[i]); /* as weft_join says it */
        else if (weft__task_of(wait.tasks[i]) == wait.waiter)
            return WEFT_USAGE;
    if (completion->number) {
        wait.number = completion->number;
    } else {
        wait.number = completion->number = number(wait.tasks, wait.count);
        if (next_ended(&wait)) /* asyncio learns in callbacks of those that have ended already, too */
            WEFT_TRY(park(place, &wait, WEFT_FOREVER));
    }
    while (!(task = next_ended(&wait))) { /* again when another task that asks was quicker */
        if (all_ended(&wait))
            return WEFT_CLOSED;
        WEFT_TRY(park(place, &wait, WEFT_FOREVER));
    }
    completion->task = task->face.name;
    completion->after = task->ended;
    return WEFT_OK;
}

/* Tasks: spawn, step, park, wake, cancel, join, end. The only file that switches stacks. */
#include "core.h"
#include "stack.h"

enum { DEFAULT_STACK_BYTES = 16 * 1024, LEAST_STACK_BYTES = 256 };

/* ---- slots: from a name to a record ---- */

struct slot {
    struct weft__task *task; /* NULL: free */
    uint32_t generation;     /* of the task in it, or of the last one */
    uint32_t next_free;
};

static struct slot *slots; /* index 0 is unused */
static uint32_t slots_room, slots_used, free_slot;
static uint32_t tasks_made, tasks_ended;

static bool slots_grow(void)
{
    uint32_t room = slots_room ? slots_room * 2 : 16;
    struct slot *grown = weft__alloc(room * sizeof *grown);

    if (!grown)
        return false;
    if (slots)
        memcpy(grown, slots, slots_used * sizeof *grown);
    weft__free(slots, slots_room * sizeof *slots);
    slots = grown;
    slots_room = room;
    if (slots_used == 0)
        slots_used = 1;
    return true;
}

static uint32_t slot_take(struct weft__task *task)
{
    uint32_t slot = free_slot;

    if (slot) {
        free_slot = slots[slot].next_free;
    } else {
        if (slots_used >= slots_room && !slots_grow())
            return 0;
        slot = slots_used++;
        slots[slot].generation = 0;
    }
    slots[slot].task = task;
    slots[slot].generation++;
    return slot;
}

static void slot_give(uint32_t slot)
{
    slots[slot].task = NULL;
    slots[slot].next_free = free_slot;
    free_slot = slot;
}

struct weft__task *weft__task_of(weft_task name)
{
    if (name.slot == 0 || name.slot >= slots_used || slots[name.slot].generation != name.generation)
        return NULL;
    return slots[name.slot].task;
}

uint32_t weft__task_next_number(void)
{
    return tasks_made + 1;
}

uint32_t weft__tasks_ended(void)
{
    return tasks_ended;
}

/* ---- stacks ---- */

static weft_stack *stack_take(size_t bytes)
{
    if (!weft__memory_allow())
        return NULL;
    weft_stack *stack = weft__stack_new(bytes, weft__options.census);
    if (stack)
        weft__memory_stack((ptrdiff_t)weft__stack_size(stack));
    return stack;
}

static void stack_give(weft_stack *stack)
{
    weft__memory_stack(-(ptrdiff_t)weft__stack_size(stack));
    weft__stack_free(stack);
}

/* ---- spawn and end ---- */

static void set_name(struct weft__task *task, const char *name)
{
    size_t length = strlen(name);

    if (length >= WEFT__NAME_BYTES)
        length = WEFT__NAME_BYTES - 1;
    memcpy(task->name, name, length);
    task->name[length] = '\0';
}

static void set_numbered_name(struct weft__task *task)
{
    char digits[12], *at = digits + sizeof digits - 1;

    *at = '\0';
    for (uint32_t n = task->number; n || !*at; n /= 10)
        *--at = (char)('0' + n % 10);
    memcpy(task->name, "Task-", 5);
    memcpy(task->name + 5, at, (size_t)(digits + sizeof digits - at));
}

struct weft__task *weft__task_spawn(weft_place *place, weft_group *group, const weft_spawn_options *options)
{
    size_t bytes = options->stack_bytes   ? options->stack_bytes
                   : group->stack_bytes   ? group->stack_bytes
                                          : (size_t)DEFAULT_STACK_BYTES;
    if (bytes < LEAST_STACK_BYTES)
        bytes = LEAST_STACK_BYTES;
    if (bytes > SIZE_MAX / 4)
        return NULL;
    bytes = (bytes + 15) & ~(size_t)15;

    struct weft__task *task = weft__alloc(sizeof *task);
    if (!task)
        return NULL;
    *task = (struct weft__task){.state = WEFT__CREATED, .fn = options->fn, .arg = options->arg, .group = group,
                                .spawned_at = place, .waits_at = place};
    task->stack = stack_take(bytes);
    if (task->stack) {
        weft__stack_reset(task->stack, task->fn, task->arg);
        task->name_value.slot = slot_take(task);
    }
    if (!task->name_value.slot) {
        if (task->stack)
            stack_give(task->stack);
        weft__free(task, sizeof *task);
        return NULL;
    }
    task->name_value.generation = slots[task->name_value.slot].generation;
    task->number = ++tasks_made;
    if (options->context)
        task->given = weft__context_use(options->context);
    else
        task->context = weft__context_share(weft__context_now());
    if (options->name)
        set_name(task, options->name);
    else
        set_numbered_name(task);
    weft__list_append(&weft__loop.tasks, &task->made);
    weft__list_append(&group->unfinished, &task->member);
    group->count++;
    WEFT__TRACE(weft__trace_spawned(task, bytes));
    weft__make_ready(&task->ready, WEFT__STEP);
    return task;
}

/* What a spawn is like when it says how to start, or when a hook looks at every spawn. */
weft_task weft__task_spawn_specially(weft_place *place, weft_group *group, const weft_spawn_options *options)
{
    weft_spawn_options changed = *options;
    weft_spawn_hook *hook = weft__loop.spawn_hook;

    if (hook) {
        weft__loop.spawn_hook = NULL; /* what the hook itself spawns is not its business */
        hook(&changed, weft__loop.spawn_hook_arg);
        weft__loop.spawn_hook = hook;
    }
    struct weft__task *task = changed.fn ? weft__task_spawn(place, group, &changed) : NULL;
    if (!task)
        return (weft_task){0};
    weft_task name = task->name_value; /* it may be gone when it has started */
    bool gathered = group->policy == WEFT__GATHERED || group->policy == WEFT__SETTLED;
    if (changed.start && !gathered) /* the calls of a gather are numbered in a row */
        changed.start(task);
    return name;
}

weft_task(weft_spawn)(weft_place *place, const weft_spawn_options *options)
{
    if (!options->fn || !weft__loop.running)
        return (weft_task){0};
    if (options->start || weft__loop.spawn_hook)
        return weft__task_spawn_specially(place, &weft__loop.root, options);
    struct weft__task *task = weft__task_spawn(place, &weft__loop.root, options);
    return task ? task->name_value : (weft_task){0};
}

void weft_on_spawn(weft_spawn_hook *hook, void *arg)
{
    weft__loop.spawn_hook = hook;
    weft__loop.spawn_hook_arg = arg;
}

void weft__task_release(struct weft__task *task)
{
    weft__assert(task->state == WEFT__DONE);
    weft__list_remove(&task->group->finished, &task->member);
    weft__list_remove(&weft__loop.ended, &task->wait);
    weft__list_remove(&weft__loop.tasks, &task->made);
    weft__error_free(task->error);
    weft__error_free(task->reason);
    weft__context_release(task->context);
    slot_give(task->name_value.slot);
    WEFT__TRACE(weft__trace_task(WEFT__RELEASED, task, 0, 0));
    weft__free(task, sizeof *task);
}

void weft__task_let_go(struct weft__task *task)
{
    if (task->state == WEFT__DONE && task->joined && task->pins == 0 && task->group->policy == WEFT__ROOT && task != weft__loop.main)
        weft__task_release(task);
}

/* Those who asked before that number, and whom this was not called for yet. */
static void tell_until(struct weft__task *task, uint32_t *from, uint32_t to)
{
    if (task->watch)
        weft__watchers_hear(task, *from, to);
    weft__handles_ready(&task->callbacks, to);
    *from = to;
}

/* Everyone who waits for this task's end hears of it in the next turn, in the order in which they asked, as asyncio calls done callbacks. */
static void tell_of_the_end(struct weft__task *task)
{
    if (task == weft__loop.main)
        weft__make_ready(&task->ready, WEFT__STOP);
    else if (task->group->policy != WEFT__ROOT)
        weft__make_ready(&task->ready, WEFT__ENDED);
    if (task->locks > 0)
        weft__lock_orphans_hear(task);
    uint32_t told = 0;
    while (task->joiners.first) {
        tell_until(task, &told, weft__owner(task->joiners.first, struct weft__task, wait)->registered);
        struct weft__task *joiner = weft__wake_first(&task->joiners, task->result, false);
        if (task->result)
            weft__task_take_error(joiner, task);
    }
    tell_until(task, &told, UINT32_MAX);
}

static void finish(struct weft__task *task, int result)
{
    if (task->requested) {
        bool told = result == WEFT_OK; /* asked to stop and not told: no wait came (bpo-30048) */
        task->requested = false;
        if (told)
            result = WEFT_CANCELLED;
        told ? weft__task_tell_reason(task) : weft__task_unask(task);
    }
    task->state = WEFT__DONE;
    task->result = result;
    task->ended = ++tasks_ended;
    if (weft__options.census)
        weft__census_note(task);
    stack_give(task->stack);
    task->stack = NULL;
    weft__list_remove(&task->group->unfinished, &task->member);
    weft__list_append(&task->group->finished, &task->member);
    weft__list_append(&weft__loop.ended, &task->wait);
    WEFT__TRACE(weft__trace_task(WEFT__FINISHED, task, 0, result));
    task->watched = task->callbacks.first != NULL;
    tell_of_the_end(task);
}

void weft__tasks_free(void)
{
    for (struct weft__task *task = NULL, *next = weft__task_after(NULL); (task = next);) {
        next = weft__task_after(task);
        if (task->stack)
            stack_give(task->stack);
        weft__handles_drop(&task->callbacks);
        weft__error_free(task->error);
        weft__error_free(task->kept);
        weft__error_free(task->reason);
        weft__context_release(task->context);
        weft__free(task, sizeof *task);
    }
    weft__loop.tasks = (struct weft__list){0};
    weft__stacks_trim();
    weft__free(slots, slots_room * sizeof *slots);
    slots = NULL;
    slots_room = slots_used = free_slot = tasks_made = tasks_ended = 0;
}

/* ---- steps ---- */

/* Takes what is to be delivered now: requests from outside unless shielded, and timeouts that no shield stands before. */
bool weft__task_take_request(struct weft__task *task)
{
    bool any = false;

    if (task->requested && task->shields == 0) {
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

void weft__task_tell_reason(struct weft__task *task)
{
    struct weft__error *reason = take_reason(task);

    if (reason || (task->error && task->error->code == WEFT_CANCELLED)) /* what an earlier one said is not this one's reason */
        weft__error_hang(task, reason);
}

void weft__task_unask(struct weft__task *task)
{
    task->requested = false;
    weft__error_free(task->reason);
    task->reason = NULL;
}

static int cancel(weft_task name, struct weft__error *reason);

/* Passes a cancel on to all that a wait names; false when none of them takes it. */
static bool forward_to_several(struct weft__task *task)
{
    struct weft__several *several = task->forward_several;
    struct weft__error *reason = take_reason(task);
    bool taken = false;

    for (size_t i = 0; i < several->count; i++) {
        struct weft__error *copy = reason ? weft__error_new(reason->place, WEFT_CANCELLED, reason->text) : NULL;
        taken |= cancel(several->tasks[i], copy) == WEFT_OK;
    }
    weft__error_free(reason);
    several->told |= taken;
    return taken;
}

/* Passes a cancel on to the future, the group or the tasks that the task waits for; false when these take none any more. */
static bool forward(struct weft__task *task)
{
    if (task->forward_several)
        return forward_to_several(task);
    weft__task_tell_reason(task);
    if (task->forward_future)
        return weft_future_cancel(task->forward_future) == WEFT_OK;
    if (!task->forward_group->unfinished.first)
        return false;
    task->forward_group->cancelled = true;
    task->forward_group->stopping = true;
    if (!task->forward_group->failure || task->forward_group->policy == WEFT__SETTLED) /* else they were told, and are cleaning up */
        weft__group_cancel_all(task->forward_group);
    return true;
}

/* Makes a request. `reason` is given away. The last one counts, unless the task was told to stop already and has not run since. */
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

/* Ends the task's wait, or passes the request on to what it waits for: along a row of tasks that join each other, however long, to the
 * one that waits for something else. If it comes back to one of them, they wait in a circle, which nothing else would ever end: the last one
 * is told. `taken`: the request was taken already; else it is left alone unless it can be delivered now. */
static void deliver(struct weft__task *task, bool taken)
{
    struct weft__task *next, *last = NULL;

    if (task->asked_by && !task->forward_task.slot) /* it came back to one that passes it on to several, which are all being told */
        return;
    for (; task->state == WEFT__WAITING && (taken || weft__task_take_request(task)); task = next, taken = false) {
        next = weft__task_of(task->forward_task);
        bool on = next && !next->asked_by;
        if (on || task->forward_future || task->forward_group || task->forward_several) {
            task->asked_by = last ? last : task;
            last = task;
        }
        if (on) {
            request(next, take_reason(task));
            continue;
        }
        if (next || last != task) {
            weft__task_tell_reason(task);
            weft__wake(task, WEFT_CANCELLED, false);
            task->told = true;
        } else if (!forward(task)) {
            task->requested = true; /* what it waits for has just ended: seen at its next wait */
        }
        break;
    }
    for (task = last; task; task = next) {
        next = task->asked_by == task ? NULL : task->asked_by;
        task->asked_by = NULL;
    }
}

/* Test hook: the n-th suspension of the run is cancelled, as if from outside. */
static void inject_cancel(struct weft__task *task)
{
    if (weft__fault_now(&weft__options.cancel)) {
        task->cancels++;
        task->requested = true;
        WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 0, task->cancels));
    }
}

/* What its wait returns. A request that came after a wake that only said "go on" is told now; one that was taken back meanwhile is
 * not. */
static int code_for(struct weft__task *task)
{
    if (!task->handed && task->cancels && weft__task_take_request(task)) {
        if (task->wake_code != WEFT_CANCELLED) /* else it has been told why */
            weft__task_tell_reason(task);
        task->wake_code = WEFT_CANCELLED;
        task->told = true;
    }
    if (task->wake_code == WEFT_CANCELLED)
        WEFT__TRACE(weft__trace_task(WEFT__TOLD, task, 0, 0));
    return task->wake_code;
}

int weft__task_step(struct weft__task *task)
{
    bool first = task->state == WEFT__CREATED;

    task->state = WEFT__RUNNING;
    WEFT__TRACE(weft__trace_ready(WEFT__RAN, &task->ready));
    if (first && task->requested) { /* cancelled before its first step: it never runs */
        task->requested = false;
        weft__task_tell_reason(task);
        finish(task, WEFT_CANCELLED);
        return 1;
    }
    weft__loop.current = task;
    return weft__stack_resume(task->stack, code_for(task));
}

void weft__task_end(struct weft__task *task)
{
    int result = weft__stack_finish(task->stack);

    weft__loop.current = NULL;
    finish(task, result);
}

void weft_start_later(struct weft__task *task)
{
    (void)task; /* it is in the ready list, as every new task */
}

/* The task runs on top of who spawns it. For everybody who looks on, the spawner lets it go first: it joins the ready list, and
 * leaves it again when the task waits or has ended. */
void weft_start_now(struct weft__task *task)
{
    struct weft__task *self = weft__self();
    int result = WEFT_OK;

    if (self) {
        self->state = WEFT__READY;
        weft__make_ready(&self->ready, WEFT__STEP);
    }
    weft__ready_leave(&task->ready);
    task->state = WEFT__RUNNING;
    WEFT__TRACE(weft__trace_ready(WEFT__RAN, &task->ready));
    weft__loop.current = task;
    bool suspended = weft__stack_begin_inside(task->stack, &result);
    weft__loop.current = NULL;
    if (!suspended)
        finish(task, result);
    if (self) {
        weft__ready_leave(&self->ready);
        self->state = WEFT__RUNNING;
        WEFT__TRACE(weft__trace_ready(WEFT__RAN, &self->ready));
        weft__loop.current = self;
    }
}

/* ---- park and wake ---- */

void weft__prepare_yield(weft_place *place)
{
    struct weft__task *task = weft__self();

    task->waits_at = place;
    inject_cancel(task);
    task->wake_code = WEFT_OK;
    task->handed = false;
    task->state = WEFT__READY;
    weft__make_ready(&task->ready, WEFT__STEP);
}

void weft__prepare_park(const struct weft__wait *wait)
{
    struct weft__task *task = weft__self();

    inject_cancel(task);
    task->waits_at = wait->place;
    task->handed = task->told = false;
    bool asked = weft__task_take_request(task);
    if (asked && !wait->forward_group && !wait->forward_task.slot && !wait->forward_future && !wait->forward_several) {
        weft__task_tell_reason(task);
        task->wake_code = WEFT_CANCELLED; /* as asyncio: a turn passes, then the wait ends */
        task->told = true;
        task->state = WEFT__READY;
        weft__make_ready(&task->ready, WEFT__STEP);
        return;
    }
    if (wait->resource && !wait->resource->name)
        wait->resource->name = wait->place->words;
    task->state = WEFT__WAITING;
    task->wait_kind = wait->kind;
    task->waits_since = weft__clock_seen();
    task->waits_in = wait->list;
    task->waits_for = wait->resource;
    task->waits_for_kind = wait->resource_kind;
    task->brings = wait->brings;
    task->forward_group = wait->forward_group;
    task->forward_task = wait->forward_task;
    task->forward_future = wait->forward_future;
    task->forward_several = wait->forward_several;
    if (wait->list) {
        task->registered = weft__register();
        weft__list_append(wait->list, &task->wait);
    }
    WEFT__TRACE(weft__trace_parked(task));
    if (asked)
        deliver(task, true);
}

void weft__wake(struct weft__task *task, int code, bool handed)
{
    weft__assert(task->state == WEFT__WAITING);
    if (task->waits_in)
        weft__list_remove(task->waits_in, &task->wait);
    task->waits_in = NULL;
    task->forward_group = NULL;
    task->forward_task = (weft_task){0};
    task->forward_future = NULL;
    task->forward_several = NULL;
    task->wake_code = code;
    task->handed = handed;
    task->state = WEFT__READY;
    weft__ready_join(&task->ready, WEFT__STEP);
    WEFT__TRACE(weft__trace_woken(task));
}

struct weft__task *weft__wake_first(struct weft__list *list, int code, bool handed)
{
    if (weft__list_empty(list))
        return NULL;
    struct weft__task *task = weft__owner(list->first, struct weft__task, wait);
    weft__wake(task, code, handed);
    return task;
}

/* ---- cancel ---- */

void weft__task_request(struct weft__task *task)
{
    deliver(task, false); /* or it is told at the end of its wait, or at its next */
}

static int cancel(weft_task name, struct weft__error *reason)
{
    struct weft__task *task = weft__task_of(name);

    if (!task || task->state == WEFT__DONE) {
        weft__error_free(reason);
        return task ? WEFT_CLOSED : WEFT_STALE;
    }
    request(task, reason);
    deliver(task, false);
    return WEFT_OK;
}

int weft_task_cancel(weft_task name)
{
    return cancel(name, NULL);
}

int(weft_task_cancel_because)(weft_place *place, weft_task name, const char *text)
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
    if (task->cancels == 0)
        weft__task_unask(task);
    WEFT__TRACE(weft__trace_task(WEFT__CANCEL, task, 1, task->cancels));
    return (int)task->cancels;
}

int weft_task_cancelling(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return task ? (int)task->cancels : WEFT_STALE;
}

/* ---- join ---- */

/* A wait for its end is over. Who was told to stop instead of what it returned has not taken it. */
static void leave_join(weft_task name, int err)
{
    struct weft__task *task = weft__task_of(name);

    if (!task)
        return;
    task->pins--;
    task->joined |= task->state == WEFT__DONE && err == task->result;
    if (!task->watched)
        weft__task_let_go(task);
}

static int join(weft_place *place, weft_task name, bool shielded)
{
    struct weft__task *self = weft__self(), *task = weft__task_of(name);

    if (!self || task == self)
        return WEFT_USAGE;
    if (!task)
        return name.slot ? WEFT_STALE : WEFT_NO_MEMORY;
    if (task->state != WEFT__DONE) { /* its end wakes us with its result */
        task->resource.name = task->name;
        task->pins++;
        int err = weft__park(&(struct weft__wait){.place = place, .kind = WEFT__WAIT_JOIN, .list = &task->joiners,
                                                  .resource = &task->resource, .resource_kind = WEFT__A_TASK,
                                                  .forward_task = shielded ? (weft_task){0} : name});
        if (shielded && !self->told && weft_task_ended(name)) { /* the turn in which asyncio's shield hears of it */
            int told = weft__task_yield(place);
            err = told ? told : err;
        }
        leave_join(name, err);
        return err;
    }
    int result = task->result;
    if (result)
        weft__task_take_error(self, task);
    task->joined = true;
    weft__task_let_go(task);
    return result;
}

int(weft_join)(weft_place *place, weft_task task)
{
    return join(place, task, false);
}

int(weft_join_shielded)(weft_place *place, weft_task task)
{
    return join(place, task, true);
}

/* ---- questions ---- */

bool weft_task_ended(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return !task || task->state == WEFT__DONE;
}

bool weft_task_cancelled(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return task && task->state == WEFT__DONE && task->result == WEFT_CANCELLED;
}

int weft_task_result(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    if (!task)
        return WEFT_STALE;
    if (task->state != WEFT__DONE)
        return WEFT_PENDING;
    task->joined = true;
    return task->result;
}

const weft_place *weft_task_place(weft_task name)
{
    const struct weft__task *task = weft__task_of(name);

    return task ? task->spawned_at : NULL;
}

void *weft_task_arg(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return task ? task->arg : NULL;
}

const char *weft_task_name(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return task ? task->name : "";
}

int weft_task_set_name(weft_task name, const char *text)
{
    struct weft__task *task = weft__task_of(name);

    if (!task)
        return WEFT_STALE;
    if (!text)
        return WEFT_INVALID;
    set_name(task, text);
    WEFT__TRACE(weft__trace_text(WEFT__RENAMED, task, task->name, NULL, 0));
    return WEFT_OK;
}

weft_task weft_current(void)
{
    return weft__self() ? weft__self()->name_value : (weft_task){0};
}

bool weft__tasks_cancel_newer(uint32_t *told)
{
    uint32_t after = *told;
    bool any = false;

    if (after == tasks_made)
        return false;
    *told = tasks_made;
    for (struct weft__task *task = NULL; (task = weft__task_after(task));) /* a cancel makes none and forgets none */
        if (task->state != WEFT__DONE && task->number > after && task->group != &weft__loop.generators) {
            (void)weft_task_cancel(task->name_value);
            any = true;
        }
    return any;
}

size_t weft_tasks(weft_task *tasks, size_t size)
{
    size_t count = 0;

    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        if (task->state == WEFT__DONE)
            continue;
        if (count < size)
            tasks[count] = task->name_value;
        count++;
    }
    return count;
}

int(weft_task_on_done)(weft_place *place, weft_task name, weft_handle *handle, weft_callback *fn, void *arg)
{
    struct weft__task *task = weft__task_of(name);

    if (!task)
        return WEFT_STALE;
    return task->state == WEFT__DONE ? (weft_call_soon)(place, handle, fn, arg)
                                     : weft__handle_watch(place, handle, &task->callbacks, fn, arg);
}

/* Tasks: their slots and records, spawn and end, and what may be asked about them. */
#include "core/core.h"
#include "core/functions.h"
#include "port/stack.h"

#pragma weak weft__orphan_locks

enum { DEFAULT_STACK_BYTES = 16 * 1024, LEAST_STACK_BYTES = 256 };

weft_resource_kind weft__a_group = {.name = "group", .noun = "the group"}; /* every task is in one */

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
    /* mutant: task-named */
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

bool weft__task_holds(const struct weft__task *task, const void *object)
{
    const void *low, *high;

    weft__stack_limits(task->stack, &low, &high);
    return (uintptr_t)object >= (uintptr_t)low && (uintptr_t)object < (uintptr_t)high;
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

/* The name of the task that was made last. It counts in digits: to divide for each would take longer than all else that a spawn
 * writes down. */
static char numbered[WEFT__NAME_BYTES], *last_digit;

static void count_name(void)
{
    if (tasks_made == 1) {
        memcpy(numbered, "Task-0", sizeof "Task-0");
        last_digit = numbered + sizeof "Task-0" - 2;
    }
    char *digit = last_digit;
    while (*digit == '9')
        *digit-- = '0';
    if (*digit == '-') { /* one digit more */
        *++digit = '0';
        *++last_digit = '0';
        last_digit[1] = '\0';
    }
    ++*digit;
}

struct weft__task *weft__task_spawn(weft_place *place, weft_group *group, const weft_spawn_options *options)
{
    size_t bytes = options->stack_bytes   ? options->stack_bytes
                   : group->stack_bytes   ? group->stack_bytes
                                          : (size_t)DEFAULT_STACK_BYTES;
    if (bytes < LEAST_STACK_BYTES)
        bytes = LEAST_STACK_BYTES;
    weft__check_thread();
    if (bytes > SIZE_MAX / 4 || weft__loop.over)
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
        task->face.name.slot = slot_take(task);
    }
    if (!task->face.name.slot) {
        if (task->stack)
            stack_give(task->stack);
        weft__free(task, sizeof *task);
        return NULL;
    }
    task->face.name.generation = slots[task->face.name.slot].generation;
    task->number = ++tasks_made;
    if (options->context)
        task->given = weft__context_use(options->context);
    else
        task->context = weft__context_share(weft__context_now()); /* mutant: task-variables */
    count_name();
    if (options->name)
        set_name(task, options->name);
    else
        memcpy(task->name, numbered, sizeof numbered);
    weft__list_append(&weft__loop.tasks, &task->made);
    weft__list_append(&group->unfinished, &task->member);
    group->count++;
    if (group == &weft__loop.root && group->count > weft__loop.most_unfinished)
        weft__loop.most_unfinished = group->count;
    if (weft__looks_at_lent())
        weft__debug_lends(task);
    WEFT__TRACE(weft__trace_spawned(task, bytes));
    weft__make_ready(&task->ready, WEFT__STEP);
    return task;
}

/* ---- end ---- */

void weft__task_release(struct weft__task *task)
{
    weft__assert(task->state == WEFT__DONE);
    weft__list_remove(&task->group->finished, &task->member);
    weft__loop.kept -= task->group == &weft__loop.root;
    weft__list_remove(&weft__loop.ended, &task->wait);
    weft__list_remove(&weft__loop.tasks, &task->made);
    weft__error_free(task->error);
    weft__error_free(task->reason);
    weft__context_release(task->context);
    slot_give(task->face.name.slot);
    WEFT__TRACE(weft__trace_task(WEFT__RELEASED, task, 0, 0));
    weft__free(task, sizeof *task);
}

/* One more task of the root group has ended. Any code that has its name may ask about it as long as its record is kept. We cannot
 * know whether one will, and a server spawns for ever. So we keep as many as were unfinished at one time (they took more memory
 * then), but at least the last thousand; the one that ended first goes first. We pass over one that a wait will still look at. */
static void keep(void)
{
    enum { KEPT_LEAST = 1000 };
    size_t most = weft__loop.most_unfinished > KEPT_LEAST ? weft__loop.most_unfinished : KEPT_LEAST;

    weft__loop.root.count--;
    weft__loop.kept++;
    for (int tries = 0; weft__loop.kept > most && tries < 2; tries++) { /* mutant: task-kept */
        struct weft__task *oldest = weft__owner(weft__loop.root.finished.first, struct weft__task, member);
        if (oldest->pins > 0 || oldest == weft__loop.main) {
            weft__list_remove(&weft__loop.root.finished, &oldest->member);
            weft__list_append(&weft__loop.root.finished, &oldest->member);
            continue;
        }
        weft__unseen_end(oldest);
        weft__task_release(oldest);
    }
}

/* Everything that waits for this task's end is made ready for the next turn, in the order in which it registered, as asyncio calls
 * done callbacks. */
static void announce_end(struct weft__task *task)
{
    if (task == weft__loop.main)
        weft__make_ready(&task->ready, WEFT__STOP);
    else if (task->group->on_end)
        weft__make_ready(&task->ready, WEFT__ENDED); /* mutant: task-end-told */
    if (task->face.locks > 0)
        weft__orphan_locks(task);
    for (uint32_t from = 0, to = 0; to != UINT32_MAX; from = to) {
        struct weft__node *first = task->joiners.first;
        to = first ? weft__waiter(first)->registered : UINT32_MAX;
        bool unheard = task->unheard && task->unheard < to;
        if (unheard)
            to = task->unheard;
        if (task->watch)
            weft__loop.announce_to_waits(task, from, to);
        if (task->callbacks.first)
            weft__handles_make_ready(&task->callbacks, to);
        if (unheard) {
            task->unheard = 0;
            weft__unheard_end(task); /* mutant: shield-tells */
        } else if (first) {
            struct weft__task *joiner = weft__wake_first(&task->joiners, task->result, false); /* mutant: joiner-told */
            if (task->result)
                weft__task_take_error(joiner, task);
        }
    }
}

void weft__task_finish(struct weft__task *task, int result)
{
    if (task->requested) {
        /* mutant: request-untold */
        bool deliver = result == WEFT_OK; /* asked to stop, and no wait came that could deliver it (bpo-30048) */
        task->requested = false;
        if (deliver)
            result = WEFT_CANCELLED;
        deliver ? weft__task_deliver_reason(task) : weft__task_withdraw_request(task);
    }
    if (task->timeouts || task->face.held)
        weft__loop.look_at_scopes(task, UINTPTR_MAX); /* its whole stack is gone */
    task->state = WEFT__DONE;
    task->result = result; /* mutant: task-result */
    task->ended = ++tasks_ended;
    if (weft__options.census)
        weft__census_note(task);
    if (task == weft__loop.main)
        weft__loop.kept_stack = task->stack; /* the tasks that it leaves may have their arguments there */
    else
        stack_give(task->stack);
    task->stack = NULL;
    weft__list_remove(&task->group->unfinished, &task->member);
    weft__list_append(&task->group->finished, &task->member);
    weft__list_append(&weft__loop.ended, &task->wait);
    WEFT__TRACE(weft__trace_task(WEFT__FINISHED, task, 0, result));
    announce_end(task);
    if (task->group == &weft__loop.root)
        keep();
}

/* Main's, once nothing of it is in use. */
void weft__task_stack_forget(void)
{
    if (weft__loop.kept_stack)
        stack_give(weft__loop.kept_stack);
    weft__loop.kept_stack = NULL;
}

void weft__tasks_free(void)
{
    weft__handles_forget(); /* mutant: handle-forgotten */
    weft__task_stack_forget();
    for (struct weft__task *task = NULL, *next = weft__task_after(NULL); (task = next);) {
        next = weft__task_after(task);
        if (task->stack)
            stack_give(task->stack);
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

const weft_place *weft__waited_at(const struct weft__task *task)
{
    return task->waits_at;
}

weft_task weft_current(void)
{
    return weft__task_name(weft__self());
}

size_t weft_tasks(weft_task *tasks, size_t size)
{
    size_t count = 0;

    for (const struct weft__task *task = NULL; (task = weft__task_after(task));) {
        if (task->state == WEFT__DONE)
            continue;
        if (count < size)
            tasks[count] = task->face.name;
        count++;
    }
    return count;
}

int weft_task_on_done(weft_place *place, weft_task name, weft_handle *handle, weft_callback *fn, void *arg)
{
    struct weft__task *task = weft__task_of(name);

    if (!task)
        return WEFT_STALE;
    return task->state == WEFT__DONE ? weft_call_soon(place, handle, fn, arg)
                                     : weft__handle_watch_held(place, handle, &task->callbacks, NULL, fn, arg);
}

/* Who waits for whom, as a tree: what asyncio's call graph shows. Looked at when asked for; nothing is kept for it. */
#include "core.h"

enum { DEEPEST = 32, PRINTED_MOST = 1000 };

static const struct weft__task *path[DEEPEST]; /* from a root to the task that is printed */
static uint32_t printed[PRINTED_MOST];         /* the numbers of tasks */
static size_t printed_count;

/* Whether `waiter` waits for the end, or the next value, of `task`. */
static bool awaits(const struct weft__task *waiter, const struct weft__task *task)
{
    const struct weft__resource *resource = waiter->waits_for;

    if (waiter->state != WEFT__WAITING || task->state == WEFT__DONE || !resource)
        return false;
    switch (waiter->wait_kind) {
    case WEFT__WAIT_JOIN:
        return resource == &task->resource;
    case WEFT__WAIT_GROUP:
    case WEFT__WAIT_GATHER:
        return resource == &task->group->resource;
    case WEFT__WAIT_NEXT:
        return weft__task_of(weft__owner(resource, const weft_generator, resource)->task) == task;
    case WEFT__WAIT_ANY:
        return weft__wait_names(waiter, task->name_value);
    default:
        return false;
    }
}

/* The unfinished task that was made next after number `number`; NULL after the last. */
static const struct weft__task *next_made(uint32_t number)
{
    const struct weft__task *next = NULL;

    for (uint32_t slot = 1; slot <= weft__task_slots(); slot++) {
        const struct weft__task *task = weft__task_at(slot);
        if (task && task->state != WEFT__DONE && task->number > number && (!next || task->number < next->number))
            next = task;
    }
    return next;
}

size_t weft_task_awaiters(weft_task name, weft_task *awaiters, size_t size)
{
    const struct weft__task *task = weft__task_of(name), *other = NULL;
    size_t count = 0;

    while (task && (other = next_made(other ? other->number : 0)))
        if (awaits(other, task)) {
            if (count < size)
                awaiters[count] = other->name_value;
            count++;
        }
    return count;
}

static bool was_printed(const struct weft__task *task)
{
    for (size_t i = 0; i < printed_count; i++)
        if (printed[i] == task->number)
            return true;
    return false;
}

static void print(const struct weft__task *task, size_t depth)
{
    const struct weft__task *other = NULL;

    for (size_t i = 0; i < depth; i++)
        weft__say("  ");
    for (size_t i = 0; i < depth; i++)
        if (path[i] == task) {
            weft__say("%s, and so on: they wait for each other\n", task->name);
            return;
        }
    weft__say_waits(task);
    weft__say(", at %p\n", task->waits_at);
    if (depth == DEEPEST || printed_count == PRINTED_MOST)
        return;
    path[depth] = task;
    printed[printed_count++] = task->number;
    while ((other = next_made(other ? other->number : 0)))
        if (awaits(task, other))
            print(other, depth + 1);
}

void weft_print_tree(void)
{
    const struct weft__task *task = NULL;

    weft__output_flush();
    printed_count = 0;
    while ((task = next_made(task ? task->number : 0)))
        if (weft_task_awaiters(task->name_value, NULL, 0) == 0)
            print(task, 0);
    while ((task = next_made(task ? task->number : 0))) /* those that wait in a circle have no root */
        if (!was_printed(task))
            print(task, 0);
}

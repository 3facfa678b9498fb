/* Which task waits for which, as a tree: what asyncio's call graph shows. Looked at when asked for; nothing is kept for it. */
#include "core/core.h"

enum { DEEPEST = 32, PRINTED_MOST = 1000 };

static const struct weft__task *path[DEEPEST]; /* from a root to the task that is printed */
static uint32_t printed[PRINTED_MOST];         /* the numbers of tasks */
static size_t printed_count;

/* Whether it waits for other tasks at all: most wait for something else, and then nobody needs to be looked at. */
static bool awaits_tasks(const struct weft__task *task)
{
    return task->waiting && task->waiting->kind->awaits;
}

/* Whether `waiter` waits for the end, or the next value, of `task`. */
static bool awaits(const struct weft__task *waiter, const struct weft__task *task)
{
    const struct weft__wait *wait = waiter->waiting;

    return awaits_tasks(waiter) && task->state != WEFT__DONE && wait->kind->awaits(wait->resource, wait->brings, task->face.name);
}

size_t weft_task_awaiters(weft_task name, weft_task *awaiters, size_t size)
{
    const struct weft__task *task = weft__task_of(name), *other = NULL;
    size_t count = 0;

    while (task && (other = weft__task_after(other)))
        if (awaits(other, task)) {
            if (count < size)
                awaiters[count] = other->face.name;
            count++;
        }
    return count;
}

static bool is_awaited(const struct weft__task *task)
{
    for (const struct weft__task *other = NULL; (other = weft__task_after(other));)
        if (awaits(other, task))
            return true;
    return false;
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
    if (printed_count == PRINTED_MOST)
        return;
    for (size_t i = 0; i < depth; i++)
        weft__say("  ");
    for (size_t i = 0; i < depth; i++)
        if (path[i] == task) {
            weft__say("%s, and so on: they wait for each other\n", task->name);
            return;
        }
    weft__say_waits(task);
    weft__say(", at %p\n", task->waits_at);
    printed[printed_count++] = task->number;
    if (depth == DEEPEST || !awaits_tasks(task))
        return;
    path[depth] = task;
    for (const struct weft__task *other = NULL; (other = weft__task_after(other));)
        if (awaits(task, other))
            print(other, depth + 1);
}

void weft_print_tree(void)
{
    const struct weft__task *task = NULL;

    weft__output_flush();
    printed_count = 0;
    while (printed_count < PRINTED_MOST && (task = weft__task_after(task)))
        if (task->state != WEFT__DONE && !is_awaited(task))
            print(task, 0);
    while (printed_count < PRINTED_MOST && (task = weft__task_after(task))) /* those that wait in a circle have no root */
        if (task->state != WEFT__DONE && !was_printed(task))
            print(task, 0);
    if (printed_count == PRINTED_MOST)
        weft__say("... and so on: only the first %u are shown\n", (uint32_t)PRINTED_MOST);
}

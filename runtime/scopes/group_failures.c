/* The failures of a group, one by one: to look at, or to take out by their code. */
#include "scopes/scopes.h"

static int body_failed(const weft_group *group, int code, weft_task *name)
{
    if (!group->body_failure || (code && code != group->body_failure))
        return 0;
    *name = group->body_task;
    return group->body_failure;
}

/* The first failure with this code (0: any) from `node` on that was not taken. */
static struct weft__task *find(struct weft__node *node, int code)
{
    for (; node; node = node->next) {
        struct weft__task *task = weft__owner(node, struct weft__task, member);
        if (weft__group_failed(task) && !task->taken && (!code || task->result == code)) {
            task->joined = true; /* somebody looked at it */
            return task;
        }
    }
    return NULL;
}

int weft_group_next_failed(weft_group *group, weft_task *name)
{
    const struct weft__task *previous = weft__task_of(*name);
    bool first = !name->slot, last = previous && previous->group != group; /* the body's own comes at the end */
    const struct weft__task *task = last ? NULL : find(first      ? group->finished.first
                                                       : previous ? previous->member.next
                                                                  : NULL, 0);

    *name = task ? task->face.name : (weft_task){0};
    return task ? task->result : last || (!first && !previous) ? 0 : body_failed(group, 0, name);
}

int weft_group_take_failed(weft_group *group, int code, weft_task *name)
{
    struct weft__task *task = find(group->finished.first, code);

    *name = (weft_task){0};
    if (task) {
        task->taken = true;
        *name = task->face.name;
        return task->result;
    }
    int failure = body_failed(group, code, name);
    if (failure)
        group->body_failure = 0;
    return failure;
}

int weft_group_failure(weft_group *group)
{
    const struct weft__task *task = find(group->finished.first, 0);

    if (task && weft__self())
        weft__task_take_error(weft__self(), task);
    return task ? task->result : group->body_failure;
}

size_t weft_group_failures(const weft_group *group)
{
    size_t count = group->body_failure != 0;

    for (const struct weft__node *node = group->finished.first; node; node = node->next) {
        const struct weft__task *task = weft__owner(node, const struct weft__task, member);
        count += weft__group_failed(task) && !task->taken;
    }
    return count;
}

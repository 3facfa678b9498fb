/* Spawning: free-floating tasks, tasks that say how to start, and the hook that sees every spawn. */
#include "core/core.h"
#include "core/functions.h"

/* What a spawn is like when it says how to start, or when a hook looks at every spawn. */
weft_task weft__task_spawn_specially(weft_place *place, weft_group *group, const weft_spawn_options *options)
{
    weft_spawn_options changed = *options;
    weft_spawn_hook *hook = weft__loop.spawn_hook;

    if (hook) {
        weft__loop.spawn_hook = NULL; /* not for what the hook itself spawns */
        hook(&changed, weft__loop.spawn_hook_arg);
        weft__loop.spawn_hook = hook;
    }
    struct weft__task *task = changed.fn ? weft__task_spawn(place, group, &changed) : NULL;
    if (!task)
        return (weft_task){0};
    weft_task name = task->face.name; /* it may be gone when it has started */
    bool gathered = group->policy == WEFT__GATHERED || group->policy == WEFT__SETTLED;
    if (changed.start && !gathered) /* the calls of a gather are numbered in a row */ /* mutant: task-begun-at-once */
        changed.start(task);
    return name;
}

weft_task weft_spawn(weft_place *place, const weft_spawn_options *options)
{
    if (!options->fn || !weft__loop.running)
        return weft__no_task(weft__loop.running ? WEFT_INVALID : WEFT_USAGE);
    if (options->start || weft__loop.spawn_hook)
        return weft__task_spawn_specially(place, &weft__loop.root, options);
    struct weft__task *task = weft__task_spawn(place, &weft__loop.root, options);
    return task ? task->face.name : (weft_task){0}; /* mutant: task-spawned */
}

void weft_on_spawn(weft_spawn_hook *hook, void *arg)
{
    weft__loop.spawn_hook = hook;
    weft__loop.spawn_hook_arg = arg;
}

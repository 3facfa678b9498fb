/* Gather: calls that run at once and end together. A group with other rules. */
#include "core/functions.h"
#include "scopes/scopes.h"

/* Asyncio's gather asks its children on behalf of a cancelled caller and keeps waiting. */
static bool pass_on(weft_task waiter, void *brings, int64_t now)
{
    weft_group *group = brings;

    (void)now;
    weft__task_deliver_reason(weft__task_of(waiter));
    if (!group->unfinished.first)
        return false;
    group->cancelled = true;
    group->stopping = true;
    /* mutant: gather-passes-on */
    if (!group->failure || group->policy == WEFT__SETTLED) /* else they were asked, and are cleaning up */
        weft__cancel_members(weft__task_of(waiter), group);
    return true;
}

static weft_wait_kind for_gather = {.name = "gather", .words = "waits for the calls of", .of = &weft__a_group, .noun = "",
                                    .awaits = weft__group_awaits, .pass_on = pass_on};

/* Runs what was spawned into the group to its end, and the group's too. */
static int settle(weft_place *place, weft_group *group, uint32_t first, int *codes)
{
    if (group->spawn_failed)
        weft__group_cancel_all(group);

    int cancelled = weft__group_wait(place, group, &for_gather);
    if (group->cancelled && !group->spawn_failed)
        cancelled = WEFT_CANCELLED;
    for (struct weft__node *node = codes ? group->finished.first : NULL; node; node = node->next) {
        struct weft__task *task = weft__owner(node, struct weft__task, member);
        codes[task->number - first] = task->result; /* spawned in a row, so numbered in a row */
    }
    int failure = group->failure;
    if (failure)
        weft__group_take_error(group);
    group->closed = true;
    weft__group_release(group, true);
    WEFT__TRACE(weft__trace_group_ended(group));
    if (group->spawn_failed)
        return WEFT_NO_MEMORY;
    if (cancelled && weft_is_failure(failure) && !codes) {
        weft__task_ask_again(); /* both are delivered: the failure now, the cancel at the next wait */ /* mutant: gather-fails-cancelled */
        return failure;
    }
    if (cancelled) /* mutant: gather-cancelled */
        return WEFT_CANCELLED;
    return codes ? WEFT_OK : failure;
}

static int spawn_calls(weft_place *place, weft_group *group, const weft_call *calls, size_t count)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (count > 0 && !calls)
        return WEFT_INVALID;
    for (size_t i = 0; i < count; i++)
        if (!calls[i].fn)
            return WEFT_INVALID;
    for (size_t i = 0; i < count && !group->spawn_failed; i++)
        (void)weft_group_spawn(place, group, &(weft_spawn_options){.fn = calls[i].fn, .arg = calls[i].arg});
    return WEFT_OK;
}

int weft_gather_all(weft_place *place, const weft_call *calls, size_t count)
{
    weft_group group = {.policy = WEFT__GATHERED, .resource = {.name = place->words}, .place = place};

    WEFT_TRY(spawn_calls(place, &group, calls, count));
    return settle(place, &group, 0, NULL);
}

int weft_gather_array(weft_place *place, weft_task_function *fn, void *array, size_t element_bytes, size_t count)
{
    weft_group group = {.policy = WEFT__GATHERED, .resource = {.name = place->words}, .place = place};

    if (!weft__self())
        return WEFT_USAGE;
    if (!fn || (count > 0 && !array))
        return WEFT_INVALID;
    for (size_t i = 0; i < count && !group.spawn_failed; i++)
        (void)weft_group_spawn(place, &group,
                               &(weft_spawn_options){.fn = fn, .arg = (char *)array + i * element_bytes});
    return settle(place, &group, 0, NULL);
}

int weft_gather_settled(weft_place *place, const weft_call *calls, int *codes, size_t count)
{
    weft_group group = {.policy = WEFT__SETTLED, .resource = {.name = place->words}, .place = place};
    uint32_t first = weft__task_next_number();

    if (count > 0 && !codes)
        return WEFT_INVALID;
    for (size_t i = 0; i < count; i++)
        codes[i] = WEFT_NO_MEMORY;
    WEFT_TRY(spawn_calls(place, &group, calls, count));
    return settle(place, &group, first, codes);
}

/* The operations on tasks: spawn, cancel, join, scopes and groups, waiting for some, callbacks, variables. */
#ifndef TASKS_H
#define TASKS_H

#include "speech.h"

static int play_body(void *arg)
{
    struct actor *actor = arg;

    say(actor, NULL, WEFT_OK, "begins");
    int err = run(actor, actor->body);
    say(actor, NULL, err, "ends \"%s\"", text_of(err));
    return err;
}

/* Somebody to play this body; NULL when there are enough. */
static struct actor *cast(int body)
{
    if (world.actors_used == ACTORS)
        return NULL;
    struct actor *actor = &world.actors[world.actors_used];
    *actor = (struct actor){.number = world.actors_used++, .body = at(world.bodies, body)};
    return actor;
}

static int name_task(struct actor *actor, const struct node *op, const struct actor *child, weft_task task, weft_group *group)
{
    if (task.slot)
        world.slots[argument(op, 0)] = (struct slot){.task = task, .group = group, .used = true};
    say(actor, op, WEFT_OK, task.slot ? "task %d" : "refused", child->number);
    return WEFT_OK;
}

static int do_spawn(struct actor *actor, const struct node *op)
{
    struct actor *child = cast(argument(op, 1));

    return child ? name_task(actor, op, child, weft_spawn(play_body, child), NULL) : none(actor, op);
}

static int do_spawn_now(struct actor *actor, const struct node *op)
{
    struct actor *child = cast(argument(op, 1));

    return child ? name_task(actor, op, child, weft_spawn_now(play_body, child), NULL) : none(actor, op);
}

static int do_group_spawn(struct actor *actor, const struct node *op)
{
    struct actor *child = actor->group ? cast(argument(op, 1)) : NULL;

    return child ? name_task(actor, op, child, weft_group_spawn(actor->group, play_body, child), actor->group) : none(actor, op);
}

static int do_group_spawn_now(struct actor *actor, const struct node *op)
{
    struct actor *child = actor->group ? cast(argument(op, 1)) : NULL;

    if (!child)
        return none(actor, op);
    return name_task(actor, op, child,
                     weft_group_spawn_with(actor->group, play_body, child, .start = weft_start_now), actor->group);
}

/* The task of a slot that can be asked for; NULL when there is none. */
static struct slot *named(int index)
{
    struct slot *slot = &world.slots[index];

    return slot->used && !slot->gone ? slot : NULL;
}

static bool is_self(const struct slot *slot)
{
    weft_task self = weft_current();

    return slot->task.slot == self.slot && slot->task.generation == self.generation;
}

static int do_cancel(struct actor *actor, const struct node *op)
{
    const struct slot *slot = named(argument(op, 0));

    if (!slot)
        return none(actor, op);
    int why = argument(op, 1);
    SAY(why ? weft_task_cancel_because(slot->task, reason(why)) : weft_task_cancel(slot->task));
    return WEFT_OK;
}

static int do_cancel_self(struct actor *actor, const struct node *op)
{
    int why = argument(op, 0);

    SAY(why ? weft_task_cancel_because(weft_current(), reason(why)) : weft_task_cancel(weft_current()));
    return WEFT_OK;
}

static int do_uncancel(struct actor *actor, const struct node *op)
{
    say(actor, op, weft_task_uncancel(weft_current()), "requests");
    return WEFT_OK;
}

static int do_cancelling(struct actor *actor, const struct node *op)
{
    say(actor, op, weft_task_cancelling(weft_current()), "requests");
    return WEFT_OK;
}

static int do_result(struct actor *actor, const struct node *op)
{
    const struct slot *slot = named(argument(op, 0));

    if (!slot)
        return none(actor, op);
    SAY(weft_task_result(slot->task));
    return WEFT_OK;
}

static int joined(struct actor *actor, const struct node *op, int err)
{
    return say(actor, op, err, "\"%s\"", text_of(err));
}

static int do_join(struct actor *actor, const struct node *op)
{
    struct slot *slot = named(argument(op, 0));

    if (!slot || is_self(slot))
        return none(actor, op);
    return joined(actor, op, weft_join(slot->task));
}

static int do_join_shielded(struct actor *actor, const struct node *op)
{
    struct slot *slot = named(argument(op, 0));

    if (!slot || is_self(slot))
        return none(actor, op);
    return joined(actor, op, weft_join_shielded(slot->task));
}

static int do_join_within(struct actor *actor, const struct node *op)
{
    struct slot *slot = named(argument(op, 0));

    if (!slot || is_self(slot))
        return none(actor, op);
    return joined(actor, op, weft_join_within(slot->task, milliseconds(argument(op, 1))));
}

/* ---- several tasks ---- */

/* The tasks of the slots that stand from this argument on, those that can be asked for and are not the caller. */
static int name_several(const struct node *op, int from, weft_task tasks[SLOTS])
{
    int count = 0;

    for (int i = from; i < arguments(op); i++) {
        struct slot *slot = named(argument(op, i));
        if (slot && !is_self(slot))
            tasks[count++] = slot->task;
    }
    return count;
}

static int do_wait(struct actor *actor, const struct node *op)
{
    static const enum weft_wait_until modes[] = {WEFT_ALL_COMPLETED, WEFT_FIRST_COMPLETED, WEFT_FIRST_FAILED};
    weft_task tasks[SLOTS];
    int count = name_several(op, 2, tasks), ended = 0;

    if (count == 0)
        return none(actor, op);
    int err = weft_wait(tasks, (size_t)count, modes[argument(op, 0)], milliseconds(argument(op, 1)));
    for (int i = 0; i < count; i++)
        ended += weft_task_ended(tasks[i]) << i;
    return say(actor, op, err, "ended %d", ended);
}

static int do_as_completed(struct actor *actor, const struct node *op)
{
    weft_task tasks[SLOTS];
    int count = name_several(op, 0, tasks);

    if (count == 0)
        return none(actor, op);
    weft_completion next = WEFT_COMPLETION(tasks, (size_t)count);
    for (;;) {
        int err = weft_next_completed(&next);
        if (err)
            return say(actor, op, err == WEFT_CLOSED ? WEFT_OK : err, "no more");
        for (int i = 0; i < count; i++)
            if (tasks[i].slot == next.task.slot && tasks[i].generation == next.task.generation) {
                say(actor, op, WEFT_OK, "next %d", i);
                break;
            }
    }
}

static int do_join_all(struct actor *actor, const struct node *op)
{
    weft_task tasks[SLOTS];
    int codes[SLOTS], count = name_several(op, 0, tasks);
    char words[SLOTS * 8] = "";

    if (count == 0)
        return none(actor, op);
    int err = weft_join_all(tasks, codes, (size_t)count);
    for (int i = 0; i < count; i++)
        snprintf(words + strlen(words), 8, " %d", codes[i]);
    return say(actor, op, err, "codes%s", err == WEFT_CANCELLED ? "" : words);
}

/* Casts the bodies that the arguments name; 0 when there are not enough actors. */
static int cast_calls(const struct node *op, weft_call calls[SLOTS])
{
    if (world.actors_used + arguments(op) > ACTORS)
        return 0;
    for (int i = 0; i < arguments(op); i++)
        calls[i] = (weft_call){play_body, cast(argument(op, i))};
    return arguments(op);
}

static int do_gather(struct actor *actor, const struct node *op)
{
    weft_call calls[SLOTS];
    int count = cast_calls(op, calls);

    return count ? SAY(weft_gather_all(calls, (size_t)count)) : none(actor, op);
}

static int do_gather_settled(struct actor *actor, const struct node *op)
{
    weft_call calls[SLOTS];
    int codes[SLOTS], count = cast_calls(op, calls);
    char words[SLOTS * 8] = "";

    if (!count)
        return none(actor, op);
    int err = weft_gather_settled(calls, codes, (size_t)count);
    for (int i = 0; !err && i < count; i++)
        snprintf(words + strlen(words), 8, " %d", codes[i]);
    return say(actor, op, err, "codes%s", words);
}

/* ---- scopes ---- */

static int do_wait_for(struct actor *actor, const struct node *op)
{
    return SAY(weft_wait_for(run(actor, body_of(op, 0)), milliseconds(argument(op, 0))));
}

static int do_timeout(struct actor *actor, const struct node *op)
{
    weft_timeout timeout = {.active = false}, *outer = actor->timeout;

    WEFT_TRY(weft_timeout_begin(&timeout, milliseconds(argument(op, 0))));
    actor->timeout = &timeout;
    int err = run(actor, body_of(op, 0));
    actor->timeout = outer;
    err = weft_timeout_end(&timeout, err);
    return say(actor, op, err, "expired %d", weft_timeout_expired(&timeout));
}

static int do_reschedule(struct actor *actor, const struct node *op)
{
    if (!actor->timeout)
        return none(actor, op);
    SAY(weft_timeout_reschedule(actor->timeout, argument(op, 0) < 0 ? WEFT_FOREVER : weft_time() + milliseconds(argument(op, 0))));
    return WEFT_OK;
}

static void forget_slots(const weft_group *group)
{
    for (int i = 0; i < SLOTS; i++)
        world.slots[i].gone |= world.slots[i].group == group;
}

static int do_group(struct actor *actor, const struct node *op)
{
    WEFT_GROUP(group);
    weft_group *outer = actor->group;
    weft_task failed = {0};
    char words[ACTORS * 8] = "";
    int code;

    actor->group = &group;
    int err = weft_group_with(&group, run(actor, body_of(op, 0)));
    actor->group = outer;
    while ((code = weft_group_next_failed(&group, &failed)))
        snprintf(words + strlen(words), 8, " %d", code);
    forget_slots(&group);
    return say(actor, op, err, "failed%s", words);
}

/* The body stands between the declaration and the join, and a WEFT_TRY leaves it. */
static int in_group_tried(struct actor *actor, const struct node *op, const weft_group **gone)
{
    WEFT_GROUP(group);
    weft_group *outer = actor->group;

    *gone = actor->group = &group;
    int err = run(actor, body_of(op, 0));
    actor->group = outer;
    WEFT_TRY(err);
    return weft_group_join(&group);
}

static int do_group_tried(struct actor *actor, const struct node *op)
{
    const weft_group *gone;
    int err = in_group_tried(actor, op, &gone);

    forget_slots(gone);
    return say(actor, op, err, "");
}

/* ---- callbacks ---- */

static void act(void *arg)
{
    struct handle *handle = arg;

    handle->pending = false;
    (void)run(&world.actors[0], handle->action);
}

/* The handle of an operation, ready for its action; NULL when it is under way. */
static struct handle *prepare(const struct node *op, int index)
{
    struct handle *handle = &world.handles[argument(op, index)];

    if (handle->pending)
        return NULL;
    *handle = (struct handle){.handle = handle->handle, .action = body_of(op, 0), .future = -1};
    return handle;
}

static int asked(struct actor *actor, const struct node *op, struct handle *handle, int err)
{
    handle->pending = !err;
    SAY(err);
    return WEFT_OK;
}

static int do_call_soon(struct actor *actor, const struct node *op)
{
    struct handle *handle = prepare(op, 0);

    return handle ? asked(actor, op, handle, weft_call_soon(&handle->handle, act, handle)) : none(actor, op);
}

static int do_call_later(struct actor *actor, const struct node *op)
{
    struct handle *handle = prepare(op, 0);

    if (!handle)
        return none(actor, op);
    return asked(actor, op, handle, weft_call_later(&handle->handle, milliseconds(argument(op, 1)), act, handle));
}

static int do_future_on_done(struct actor *actor, const struct node *op)
{
    struct handle *handle = prepare(op, 0);

    if (!handle)
        return none(actor, op);
    handle->future = argument(op, 1);
    return asked(actor, op, handle, weft_future_on_done(&world.futures[handle->future], &handle->handle, act, handle));
}

static int do_task_on_done(struct actor *actor, const struct node *op)
{
    struct slot *slot = named(argument(op, 1));
    struct handle *handle = slot ? prepare(op, 0) : NULL;

    if (!handle)
        return none(actor, op);
    handle->of_task = slot->task;
    return asked(actor, op, handle, weft_task_on_done(slot->task, &handle->handle, act, handle));
}

/* A callback of something that has ended is on its way: asyncio has nothing to cancel it with. */
static bool is_on_its_way(const struct handle *handle)
{
    return (handle->future >= 0 && weft_future_done(&world.futures[handle->future])) ||
           (handle->of_task.slot && weft_task_ended(handle->of_task));
}

static int do_handle_cancel(struct actor *actor, const struct node *op)
{
    struct handle *handle = &world.handles[argument(op, 0)];

    if (!handle->pending || is_on_its_way(handle))
        return none(actor, op);
    SAY(weft_handle_cancel(&handle->handle));
    handle->pending = false;
    return WEFT_OK;
}

/* ---- variables ---- */

static int do_variable_set(struct actor *actor, const struct node *op)
{
    SAY(weft_variable_set(&variables[argument(op, 0)], (void *)(intptr_t)argument(op, 1)));
    return WEFT_OK;
}

static int do_variable_get(struct actor *actor, const struct node *op)
{
    say(actor, op, (int)(intptr_t)weft_variable_get(&variables[argument(op, 0)]), "value");
    return WEFT_OK;
}

#endif

/* The operations on what asyncio has not, or has otherwise: races, channels, limiters, generators, shields, settled groups, groups and
 * scopes that are left early, exits, chains of futures. The comparison ends at most of them (differences.json: "weft"); from there on
 * only what must hold is looked at, in every order. */
#ifndef FORMS_H
#define FORMS_H

#include "tasks.h"

static int do_timeout_left(struct actor *actor, const struct node *op)
{
    weft_timeout *outer = actor->timeout;
    WEFT_TIMEOUT(timeout, milliseconds(argument(op, 0)));

    actor->timeout = &timeout;
    int err = run(actor, body_of(op, 0));
    actor->timeout = outer;
    WEFT_TRY(err); /* leaves the scope, and the function */
    return weft_timeout_end(&timeout, WEFT_OK);
}

/* What is left is said by the one that called it: by then the scope has ended. */
static int do_timeout_scope(struct actor *actor, const struct node *op)
{
    return SAY(do_timeout_left(actor, op));
}

static int do_future_chain(struct actor *actor, const struct node *op)
{
    int from = argument(op, 0), to = argument(op, 1);
    weft_future_link *link = &world.links[from];

    if (from == to || world.linked[from])
        return none(actor, op);
    world.linked[from] = true;
    SAY(weft_future_chain(link, &world.futures[from], &world.futures[to]));
    return WEFT_OK;
}

static int do_race(struct actor *actor, const struct node *op)
{
    weft_call calls[SLOTS];
    int codes[SLOTS], count = arguments(op) - 1;
    size_t winner = 99;

    if (world.actors_used + count > ACTORS)
        return none(actor, op);
    for (int i = 0; i < count; i++)
        calls[i] = (weft_call){play_body, cast(argument(op, i + 1))};
    int err = weft_race(calls, (size_t)count, milliseconds(argument(op, 0)), codes, &winner);
    hold((err == WEFT_OK) == (winner < (size_t)count), "a race has a winner that it has not", err);
    if (err == WEFT_OK)
        hold(codes[winner] == WEFT_OK, "the winner of a race failed", codes[winner]);
    return say(actor, op, err, "winner %zu", winner);
}

/* ---- channels ---- */

static int sent(struct actor *actor, const struct node *op, struct channel *channel, int err)
{
    channel->sent += !err;
    return SAY(err);
}

static int received(struct actor *actor, const struct node *op, struct channel *channel, int err)
{
    channel->received += !err;
    return SAY(err);
}

static int do_send(struct actor *actor, const struct node *op)
{
    struct channel *channel = &world.channels[argument(op, 0)];

    return sent(actor, op, channel, weft_send(&channel->out, &(int){argument(op, 1)}));
}

static int do_receive(struct actor *actor, const struct node *op)
{
    struct channel *channel = &world.channels[argument(op, 0)];
    int item;

    return received(actor, op, channel, weft_receive(&channel->in, &item));
}

static int do_send_nowait(struct actor *actor, const struct node *op)
{
    struct channel *channel = &world.channels[argument(op, 0)];

    sent(actor, op, channel, weft_send_nowait(&channel->out, &(int){argument(op, 1)}));
    return WEFT_OK;
}

static int do_receive_nowait(struct actor *actor, const struct node *op)
{
    struct channel *channel = &world.channels[argument(op, 0)];
    int item;

    received(actor, op, channel, weft_receive_nowait(&channel->in, &item));
    return WEFT_OK;
}

static int do_end_close(struct actor *actor, const struct node *op)
{
    struct channel *channel = &world.channels[argument(op, 0)];

    channel->closed = true;
    if (argument(op, 1))
        weft_end_close(&channel->out);
    else
        weft_end_close(&channel->in);
    SAY(WEFT_OK);
    return WEFT_OK;
}

/* ---- limiters, shields, groups, exits ---- */

static int do_limiter(struct actor *actor, const struct node *op)
{
    weft_limiter *limiter = &world.limiters[argument(op, 0)];
    WEFT_LOAN(loan);

    WEFT_TRY(SAY(weft_limiter_borrow(limiter, &loan)));
    return run(actor, body_of(op, 0));
}

static int do_resize(struct actor *actor, const struct node *op)
{
    weft_limiter_resize(&world.limiters[argument(op, 0)], (uint32_t)argument(op, 1));
    SAY(WEFT_OK);
    return WEFT_OK;
}

static int do_shield(struct actor *actor, const struct node *op)
{
    return SAY(weft_shield(run(actor, body_of(op, 0))));
}

static int in_settled_group(struct actor *actor, const struct node *op)
{
    WEFT_SETTLED_GROUP(group);
    weft_group *outer = actor->group;

    actor->group = &group;
    int err = run(actor, body_of(op, 0));
    actor->group = outer;
    forget_slots(&group);
    WEFT_TRY(err);
    return weft_group_join(&group);
}

static int do_settled_group(struct actor *actor, const struct node *op)
{
    return SAY(in_settled_group(actor, op));
}

static int in_group_left(struct actor *actor, const struct node *op)
{
    WEFT_GROUP(group);
    weft_group *outer = actor->group;

    actor->group = &group;
    int err = run(actor, body_of(op, 0));
    actor->group = outer;
    forget_slots(&group);
    return err;
}

static int do_group_left(struct actor *actor, const struct node *op)
{
    return SAY(in_group_left(actor, op));
}

struct clean_up {
    struct actor *actor;
    const struct node *body;
    bool made;
};

static int make_clean_up(void *arg)
{
    struct clean_up *clean_up = arg;

    clean_up->made = true;
    return run(clean_up->actor, clean_up->body);
}

static int with_exits(struct actor *actor, const struct node *op, struct clean_up *clean_up)
{
    weft_exit_call call = {.fn = make_clean_up, .arg = clean_up};
    WEFT_EXITS(exits);

    weft_exits_push(&exits, &call);
    if (argument(op, 0))
        WEFT_TRY(run(actor, body_of(op, 0)));
    return weft_exits_end(&exits, argument(op, 0) ? WEFT_OK : run(actor, body_of(op, 0)));
}

static int do_exits(struct actor *actor, const struct node *op)
{
    struct clean_up clean_up = {.actor = actor, .body = body_of(op, 1)};
    int err = with_exits(actor, op, &clean_up);

    hold(clean_up.made, "an exit was not made", number_of(op));
    return SAY(err);
}

/* ---- generators ---- */

struct giver {
    struct actor actor;
    const struct node *body;
};

static int give_some(weft_generator *generator, void *arg)
{
    struct giver *giver = arg;

    for (int value = 1;; value++) {
        WEFT_TRY(run(&giver->actor, giver->body));
        WEFT_TRY(weft_give(generator, &value));
    }
}

static int take_some(struct actor *actor, const struct node *op)
{
    struct giver giver = {.actor = {.number = actor->number}, .body = body_of(op, 0)};
    WEFT_GENERATOR(generator, give_some, &giver);

    for (int wanted = 1; wanted <= argument(op, 0); wanted++) {
        int value = 0;
        WEFT_TRY(weft_next(&generator, &value));
        hold(value == wanted, "a value was lost or doubled", value);
        WEFT_TRY(run(actor, body_of(op, 1)));
    }
    return WEFT_OK;
}

static int do_generator(struct actor *actor, const struct node *op)
{
    return SAY(take_some(actor, op));
}

#endif

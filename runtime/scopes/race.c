/* Calls that race: each begins a while after the one before, or when that one has failed, and the first success ends all others. */
#include "core/functions.h"
#include "scopes/scopes.h"

struct race {
    weft_group group;
    const weft_call *calls;
    size_t count, begun, winner; /* winner == count: none yet */
    int *codes;                  /* may be NULL */
    weft_event go_on;            /* the newest attempt has failed, or somebody has won */
};

static void settle(struct race *race, size_t index, int code)
{
    if (race->codes)
        race->codes[index] = code;
}

static int attempt(void *arg)
{
    const weft_call *call = arg;
    struct race *race = weft__owner(weft__self()->group, struct race, group);
    size_t index = (size_t)(call - race->calls);
    int code = call->fn(call->arg);

    settle(race, index, code);
    if (code == WEFT_OK && race->winner == race->count) {
        race->winner = index;
        weft__group_abort_others(&race->group);
        weft_event_set(&race->go_on);
    } else if (index + 1 == race->begun) {
        weft_event_set(&race->go_on);
    }
    return code;
}

/* Begins one call after the other; CANCELLED if the caller was asked to stop meanwhile. */
static int begin_all(weft_place *place, struct race *race, double delay)
{
    while (race->begun < race->count && race->winner == race->count) {
        weft_call *call = (weft_call *)(uintptr_t)&race->calls[race->begun];
        weft_event_clear(&race->go_on);
        (void)weft_group_spawn(place, &race->group,
                               &(weft_spawn_options){.fn = attempt, .arg = call, .start = weft_start_later});
        if (race->group.spawn_failed)
            return WEFT_OK;
        settle(race, race->begun++, WEFT_CANCELLED); /* unless it comes to run */
        if (race->begun < race->count) {
            int err = weft_wait_for(weft_event_wait(place, &race->go_on), delay);
            if (err && err != WEFT_TIMEOUT)
                return err;
        }
    }
    return WEFT_OK;
}

int weft_race(weft_place *place, const weft_call *calls, size_t count, double delay, int *codes, size_t *winner)
{
    struct race race = {.group = {.policy = WEFT__SETTLED, .resource = {.name = place->words}, .place = place},
                        .calls = calls, .count = count, .winner = count, .codes = codes,
                        .go_on = {.resource = {.name = place->words}}};

    if (!weft__self())
        return WEFT_USAGE;
    if (isnan(delay) || (count > 0 && !calls))
        return WEFT_INVALID;
    for (size_t i = 0; i < count; i++)
        if (!calls[i].fn)
            return WEFT_INVALID;
    for (size_t i = 0; i < count; i++)
        settle(&race, i, WEFT_PENDING);
    int cancelled = begin_all(place, &race, delay);
    if (cancelled || race.group.spawn_failed)
        weft__group_abort(&race.group);
    if (weft__group_wait(place, &race.group, &weft__for_group))
        cancelled = WEFT_CANCELLED;

    bool won = race.winner < count;
    if (won && cancelled)
        weft__task_ask_again(); /* what was won is not lost; the cancel is delivered at the next wait */
    if (!won && !cancelled)
        weft__group_take_error(&race.group);
    race.group.closed = true;
    int closed = weft_group_close(place, &race.group); /* nothing to wait for */
    weft__assert(closed == WEFT_OK);
    (void)closed;
    if (winner)
        *winner = race.winner;
    if (won)
        return WEFT_OK;
    if (cancelled)
        return cancelled;
    if (race.group.spawn_failed)
        return WEFT_NO_MEMORY;
    return count == 0 ? WEFT_EMPTY : race.group.failure ? race.group.failure : WEFT_CANCELLED;
}

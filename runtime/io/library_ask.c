/* A task of a library asks its host for something, and waits for the answer: a function of the embedding program, the next value of a
 * stream, or that somebody wants the next one of a generator. */
#include "io/asked.h"
#include "io/library.h"

static weft_resource_kind a_function = {.name = "function", .noun = "the host's function"};
static weft_wait_kind for_answer = {.name = "ask", .words = "waits for", .of = &a_function};

int weft__ask(weft_place *place, uint32_t number, const char *name, struct weft__ask *ask, size_t count)
{
    if (!weft__self())
        return WEFT_USAGE;
    struct weft__call *call = weft__call_of(weft__self());
    ask->why = NULL;
    ask->call = call ? call->number : 0;
    if (!(ask->owner = weft__owner_now()))
        return WEFT_NO_MEMORY;
    struct weft__asked asked = {.operation = {.verb = WEFT__ASK, .descriptor = (int32_t)number, .bytes = ask, .count = count, .text = name,
                                          .kind = &weft__answers},
                            .resource = {.name = name}, .task = weft__self()};
    int err = weft__operation_begun(&asked.operation, weft__tape == WEFT__PLAYS ? WEFT_UNSUPPORTED : weft__host_submit_ask(&asked.operation));
    if (err)
        return err;
    err = weft__park(&(struct weft__wait){.place = place, .kind = &for_answer, .resource = &asked.resource});
    if (err)
        weft__operation_drop(&asked.operation);
    else
        err = asked.operation.result;
    if (ask->why && err < 0 && err != WEFT_CANCELLED)
        weft__task_error(place, err, ask->why);
    return err;
}

/* A task has something done by the embedding program, and waits for the answer. The number lies in the operation, so it is in a
 * snapshot: a host that goes on from there asks again under the same one. */
#include "io/asked.h"
#include "weft/effect.h"

#undef weft_effect

static weft_resource_kind an_effect = {.name = "effect", .noun = "the effect"};
static weft_wait_kind for_answer = {.name = "effect", .words = "waits for", .of = &an_effect};
static uint32_t numbers; /* of the program, not of a run: a second run goes on counting */

static int refuse(weft_place *place, int code, const char *why)
{
    weft__task_error(place, code, why);
    return code;
}

int weft_effect(weft_place *place, const char *name, const char *request, char *answer, size_t room)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!name || !*name || !request || !answer || room == 0 || room > INT32_MAX)
        return refuse(place, WEFT_INVALID, "an effect has a name, a text and room for an answer");
    struct weft__asked asked = {.operation = {.verb = WEFT__ASK, .descriptor = (int32_t)++numbers, .bytes = answer, .count = room, .kind = &weft__answers},
                            .resource = {.name = name}, .task = weft__self()};
    const char *texts[] = {name, request};
    asked.operation.text = (const char *)texts;
    memset(answer, 0, room); /* in a replay only what came is written */
    int err = weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_submit_ask(&asked.operation);
    if ((err = weft__operation_begun(&asked.operation, err)))
        return refuse(place, err, "nobody carries out effects here: JavaScript gives them with the run, as `effects`");
    if ((err = weft__park(&(struct weft__wait){.place = place, .kind = &for_answer, .resource = &asked.resource}))) {
        weft__operation_drop(&asked.operation);
        return err;
    }
    answer[room - 1] = 0;
    if (asked.operation.result < 0)
        return refuse(place, asked.operation.result, *answer ? answer : weft_error_name(asked.operation.result));
    return (size_t)asked.operation.result < room ? WEFT_OK : refuse(place, WEFT_LIMIT, "the answer of the effect has more bytes than there is room for");
}

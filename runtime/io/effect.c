/* A task has something done by the embedding program, and waits for the answer. The number lies in the operation, so it is in a
 * snapshot: a host that goes on from there asks again under the same one. */
#include "core/core.h"
#include "weft/effect.h"

#undef weft_effect

/* On the task's stack. */
struct asking {
    struct weft__operation operation;
    struct weft__resource resource;
    struct weft__task *task;
    const char *texts[2]; /* its name, and what is asked for */
};

static weft_resource_kind an_effect = {.name = "effect", .noun = "the effect"};
static weft_wait_kind for_answer = {.name = "effect", .words = "waits for", .of = &an_effect};
static uint32_t numbers; /* of the program, not of a run: a second run goes on counting */

static void completed(struct weft__operation *operation, int64_t now)
{
    struct weft__task *task = weft__owner(operation, struct asking, operation)->task;

    (void)now;
    if (task->state == WEFT__WAITING)
        weft__wake(task, WEFT_OK, true);
}

static const struct weft__operation_kind answers = {.completed = completed, .holds_clock = true};

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
    struct asking asking = {.operation = {.verb = WEFT__ASK, .descriptor = (int32_t)++numbers, .bytes = answer, .count = room, .kind = &answers},
                            .resource = {.name = name}, .task = weft__self(), .texts = {name, request}};
    asking.operation.text = (const char *)asking.texts;
    memset(answer, 0, room); /* in a replay only what came is written */
    int err = weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_submit_ask(&asking.operation);
    if ((err = weft__operation_begun(&asking.operation, err)))
        return refuse(place, err, "nobody carries out effects here: JavaScript gives them with the run, as `effects`");
    if ((err = weft__park(&(struct weft__wait){.place = place, .kind = &for_answer, .resource = &asking.resource}))) {
        weft__operation_drop(&asking.operation);
        return err;
    }
    answer[room - 1] = 0;
    if (asking.operation.result < 0)
        return refuse(place, asking.operation.result, *answer ? answer : weft_error_name(asking.operation.result));
    return (size_t)asking.operation.result < room ? WEFT_OK : refuse(place, WEFT_LIMIT, "the answer of the effect has more bytes than there is room for");
}

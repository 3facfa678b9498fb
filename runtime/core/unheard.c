/* Failures whose last waiters were cancelled before they came: each goes to the program's handler in the turn after it, as one of
 * the callbacks of that end (asyncio's shield does so). A record holds copies of all its texts, so neither the task nor the future
 * need be there any more. */
#include "core/core.h"
#include "core/functions.h"

struct unheard {
    struct weft__node node; /* in `unreported` */
    weft_handle handle;
    weft_error_report report;
    char text[120], name[WEFT__NAME_BYTES];
};

static struct weft__list unreported;

static void copy(char *to, size_t room, const char *from)
{
    size_t length = strlen(from);

    length = length < room ? length : room - 1;
    memcpy(to, from, length);
    to[length] = '\0';
}

static void tell(void *arg)
{
    struct unheard *unheard = arg;

    weft__list_remove(&unreported, &unheard->node);
    weft__report_unseen(&unheard->report);
    weft__free(unheard, sizeof *unheard);
}

bool weft__tell_soon(weft_place *place, const weft_error_report *report, const struct weft__task *of)
{
    struct unheard *unheard = weft__alloc(sizeof *unheard);

    if (!unheard)
        return false;
    *unheard = (struct unheard){.report = *report};
    copy(unheard->text, sizeof unheard->text, report->text);
    copy(unheard->name, sizeof unheard->name, report->name);
    unheard->report.text = unheard->text;
    unheard->report.name = unheard->name;
    weft__list_append(&unreported, &unheard->node);
    int err = weft__call_soon(place, &unheard->handle, tell, unheard);
    weft__assert(err == WEFT_OK);
    (void)err;
    if (of) {
        weft__context_release(unheard->handle.context);
        unheard->handle.context = weft__context_share(of->given ? of->given->bindings : of->context);
    }
    return true;
}

void weft__tell_now(void)
{
    while (unreported.first) {
        struct unheard *unheard = weft__owner(unreported.first, struct unheard, node);
        weft_handle_cancel(&unheard->handle);
        tell(unheard);
    }
}

/* ---- of a task: a shielded join of it was cancelled ---- */

void weft__unheard_from_now(struct weft__task *task)
{
    task->unheard = weft__register(); /* it may fail now, and that wait will not learn of it */
}

/* Its failure goes to the handler, because a shield that was cancelled cannot take it. */
void weft__unheard_end(struct weft__task *task)
{
    const struct weft__error *error = weft__error_of(task);
    const weft_place *place = error ? error->place : task->spawned_at;

    if (!weft_is_failure(task->result))
        return;
    task->joined |= weft__tell_soon(task->spawned_at,
                                    &(weft_error_report){.kind = WEFT_ERROR_UNSEEN, .code = task->result,
                                                         .message = "a task failed after a shielded join of it was cancelled",
                                                         .text = error ? error->text : "", .task = task->face.name,
                                                         .name = task->name, .place = place},
                                    task);
}

/* The words of error codes, and the records that tasks leave beside them. */
#include "core/core.h"

/* One behind the other: a table of their addresses would take more room in every program. */
const char *weft_error_name(int code)
{
    static const char names[] =
        "ok\0cancelled\0timed out\0closed\0no memory\0not supported on this host\0invalid argument\0wrong use\0stale task\0"
        "empty\0full\0not done yet\0the host failed\0broken\0"
        "connection refused\0connection broken off\0not found\0ended too early\0too long\0address in use\0not allowed\0" /* weft/stream.h */
        "the job died\0" /* weft/job.h */
        "not secure\0";  /* weft/tls.h */
    const char *name = names;

    if (code > 0)
        return "failed";
    for (; code < 0 && *name; code++)
        name += strlen(name) + 1;
    return *name ? name : "unknown error";
}

void weft__error_free(struct weft__error *error)
{
    while (error) {
        struct weft__error *cause = error->cause;
        weft__free(error, sizeof *error);
        error = cause;
    }
}

struct weft__error *weft__error_new(const weft_place *place, int code, const char *text)
{
    struct weft__error *error = weft__alloc(sizeof *error);
    size_t length = strlen(text);

    if (!error)
        return NULL;
    *error = (struct weft__error){.code = code, .place = place};
    memcpy(error->text, text, length < sizeof error->text ? length : sizeof error->text - 1);
    return error;
}

const struct weft__error *weft__error_of(const struct weft__task *task)
{
    return task->error && task->state == WEFT__DONE && (task->result > 0 || task->error->code == task->result) ? task->error : NULL;
}

void weft__error_hang(struct weft__task *task, struct weft__error *error)
{
    weft__error_free(task->error);
    task->error = error;
    if (error)
        WEFT__TRACE(weft__trace_text(WEFT__RAISED, task, error->text, error->place, error->code));
}

void weft__task_error(const weft_place *place, int code, const char *text)
{
    struct weft__error *error = weft__error_new(place, code, text);

    if (error)
        weft__error_hang(weft__self(), error);
}

void weft__task_take_error(struct weft__task *to, const struct weft__task *from)
{
    struct weft__error *copied = NULL, **end = &copied;

    if (!from->error || to == from)
        return;
    for (const struct weft__error *error = from->error; error; error = error->cause) {
        struct weft__error *copy = weft__alloc(sizeof *copy);
        if (!copy)
            break;
        *copy = *error;
        copy->cause = NULL;
        *end = copy;
        end = &copy->cause;
    }
    weft__error_free(to->error);
    to->error = copied;
}

const char *weft_error_text(void)
{
    return weft__self() && weft__self()->error ? weft__self()->error->text : "";
}

const char *weft_task_error_text(weft_task name)
{
    struct weft__task *task = weft__task_of(name);

    return task && task->error ? task->error->text : "";
}

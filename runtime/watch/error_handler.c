/* Errors that nobody looked at: to the program's handler, or to standard error. */
#include "core/core.h"

static weft_error_handler *handler;
static void *handler_arg;

void weft_on_error(weft_error_handler *to, void *arg)
{
    handler = to;
    handler_arg = arg;
}

static void say_plainly(const weft_error_report *report)
{
    weft__say("weft: %s: ", report->message);
    if (*report->name)
        weft__say("%s: ", report->name);
    weft__say("%s (code %d), at %p\n", *report->text ? report->text : weft_error_name(report->code), report->code,
              report->place);
}

void weft_error_default(const weft_error_report *report)
{
    const struct weft__task *task = weft__task_of(report->task);

    if (report->kind == WEFT_ERROR_DESTROYED) {
        if (weft__options.debug && task)
            weft__say("weft: debug: %s was destroyed while it waited at %p; spawned at %p\n", task->name, task->waits_at,
                      task->spawned_at);
    } else if (report->kind == WEFT_ERROR_UNSEEN || report->kind == WEFT_ERROR_SHUTDOWN) {
        if (task)
            weft__report_failed(task, task->name);
        else
            say_plainly(report);
    } else {
        weft__output_flush();
        say_plainly(report);
    }
}

void weft__hand_error(const weft_error_report *report, struct weft__binding *context)
{
    struct weft__task *current = weft__current;
    struct weft__binding *outer = weft__loop.context;

    if (!handler) {
        weft_error_default(report);
        return;
    }
    weft__current = NULL; /* a handler may not wait, even for the error of a task; and it sees what that task saw */
    weft__loop.context = weft__context_share(context);
    int err = handler(report, handler_arg);
    weft__context_release(weft__loop.context);
    weft__loop.context = outer;
    weft__current = current;
    if (err) {
        weft__say("weft: the error handler failed with code %d (%s); it was given this:\n", err, weft_error_name(err));
        weft_error_default(report);
    }
}

void weft__report_unseen(const weft_error_report *report)
{
    weft__hand_error(report, weft__context_now());
}

void weft__unseen_end(const struct weft__task *task)
{
    if (weft_is_failure(task->result) && !task->joined && task != weft__loop.main)
        weft__unseen(task, weft__loop.sweeping && task->ended > weft__loop.swept_after ? WEFT_ERROR_SHUTDOWN : WEFT_ERROR_UNSEEN);
}

void weft__unseen(const struct weft__task *task, enum weft_error_kind kind)
{
    static const char *const messages[] = {
        [WEFT_ERROR_UNSEEN] = "the error of a task was never looked at",
        [WEFT_ERROR_SHUTDOWN] = "a task failed while the run was ending",
        [WEFT_ERROR_DESTROYED] = "a task was destroyed while it waited",
    };
    const struct weft__error *error = kind == WEFT_ERROR_DESTROYED ? NULL : weft__error_of(task);

    weft__hand_error(&(weft_error_report){.kind = kind, .code = kind == WEFT_ERROR_DESTROYED ? WEFT_PENDING : task->result,
                                          .message = messages[kind], .text = error ? error->text : "",
                                          .task = task->face.name, .name = task->name,
                                          .place = error ? error->place : task->spawned_at},
                     task->given ? task->given->bindings : task->context);
}

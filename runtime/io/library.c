/* A library without main: calls of its functions come from its host, each a task of one run, which is polled. The main task of the run
 * waits for the end of the library. */
#include "io/library.h"

#include "core/functions.h"
#include "weft/embed.h"

enum { TAIL_BYTES = 128 }; /* room behind what a call takes and gives: most texts fit */

static weft_run_outcome outcome;
static weft_run_options options = {.outcome = &outcome};
static weft_runner runner;
static weft_event the_end;
static struct weft__call *first_ended, *last_ended;
static size_t held; /* bytes of calls */

struct weft__call *weft__call_without_task;

__attribute__((weak)) const size_t weft_library_stack_bytes = 0;

static int wait_for_the_end(void *arg)
{
    static weft_place place = {.file = "library", .function = "load", .words = "the end of the library"};

    (void)arg;
    return weft_event_wait(&place, &the_end);
}

int weft__library_open(void)
{
    static weft_place place = {.file = "library", .function = "load", .words = "library"};

    runner.options = &options;
    return (weft_runner_begin)(&place, &runner, WEFT_TAKES_OUTPUT, wait_for_the_end, NULL);
}

double weft__library_poll(void)
{
    double seconds;

    return weft_runner_poll(&runner, &seconds) ? seconds : -1;
}

void weft__library_end(void)
{
    weft_event_set(&the_end);
}

size_t weft__library_close(void)
{
    (void)weft_runner_close(&runner);
    return outcome.bytes;
}

size_t weft__library_bytes(void)
{
    return weft__memory_bytes();
}

/* ---- calls ---- */

struct weft__call *weft__call_new(uint32_t function, uint32_t number, uint32_t bytes)
{
    if (function >= weft__library_count || bytes > INT32_MAX)
        return NULL;
    bytes = (bytes + 7) & ~(uint32_t)7;
    size_t size = sizeof(struct weft__call) + bytes + TAIL_BYTES;
    struct weft__call *call = weft__alloc(size);
    if (!call)
        return NULL;
    memset(call, 0, sizeof *call + bytes);
    call->number = number;
    call->function = function;
    call->size = (uint32_t)size;
    call->owner.at = call->block + bytes;
    call->owner.end = (char *)call + size;
    held += size;
    return call;
}

void weft__call_free(struct weft__call *call)
{
    struct weft__task *task = weft__task_of(call->name);

    if (task && task->state == WEFT__DONE && task->pins == 0 && !task->ready.queued)
        weft__task_release(task); /* nobody will ask: an ended task of the root group would be kept for a while */
    weft__owner_clear(&call->owner);
    held -= call->size;
    weft__free(call, call->size);
}

struct weft__call *weft__calls_ended(void)
{
    struct weft__call *call = first_ended;

    first_ended = last_ended = NULL;
    return call;
}

static const char *copy_of(struct weft__call *call, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = weft__call_room(&call->owner, bytes);

    return copy ? memcpy(copy, text, bytes) : NULL;
}

/* What became of it, for the host: the task and its record may be gone by then. */
static void note(struct weft__call *call, int code, const struct weft__error *error)
{
    call->code = code;
    if (code == WEFT_OK)
        return;
    call->text = weft_error_name(code);
    if (error && error->code == code) {
        call->text = copy_of(call, error->text);
        call->file = error->place->file;
        call->line = (uint32_t)error->place->line;
    }
}

static int run(void *arg)
{
    struct weft__call *call = arg;
    struct weft__task *self = weft__self();

    call->task = self->number;
    call->name = weft__task_name(self);
    int code = weft__library_functions[call->function].run(call->block);
    self = weft__self();
    if (code == WEFT_OK && self->requested)
        code = WEFT_CANCELLED; /* as the task will end */
    note(call, code, self->error);
    if (code == WEFT_CANCELLED && !call->file && self->waits_at) {
        call->file = self->waits_at->file;
        call->line = (uint32_t)self->waits_at->line;
    }
    self->joined = true; /* the host looks at its error */
    call->next = NULL;
    *(last_ended ? &last_ended->next : &first_ended) = call;
    last_ended = call;
    return code;
}

struct weft__call *weft__call_of(const struct weft__task *task)
{
    return task->fn == run ? task->arg : NULL;
}

/* Whether the loop rests as it did, with the same deadline ahead. A trace has its turns. */
static bool rests(const struct weft__timer *first, int64_t due)
{
    return weft__loop.ready_count == 0 && weft__timer_first() == first && (!first || first->due == due) && !weft__loop.stopping &&
           !weft__loop.fatal && !weft__tracing;
}

int weft__library_begin(struct weft__call *call)
{
    struct weft__library_function *function = &weft__library_functions[call->function];
    struct weft__call *ended = last_ended;
    const struct weft__timer *first = weft__timer_first();
    int64_t due = first ? first->due : 0;
    int how = 0;
    weft_task task = (weft_spawn)(&function->place, &(weft_spawn_options){.fn = run, .arg = call, .name = function->name,
                                                                           .stack_bytes = weft_library_stack_bytes, .start = weft_start_now});

    if (!task.slot)
        return weft__refusal(task);
    if (last_ended == call) { /* it never waited: the host has it in its hands */
        last_ended = ended;
        *(ended ? &ended->next : &first_ended) = NULL;
        how = WEFT__CALL_ENDED;
    }
    if (!rests(first, due))
        return how;
    weft__output_flush();
    return how | WEFT__CALL_RESTS;
}

void weft__call_now(struct weft__call *call)
{
    struct weft__call *outer = weft__call_without_task;

    weft__call_without_task = call;
    note(call, weft__library_functions[call->function].run(call->block), NULL);
    weft__call_without_task = outer;
}

void weft__call_cancel(struct weft__call *call)
{
    (void)weft_task_cancel(call->name);
}

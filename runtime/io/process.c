/* Processes: from the start to the end. */
#include "io/process.h"

enum state { NEW = 0, RUNS, ENDED };
enum { SIGNAL_KILL = 9, SIGNAL_TERMINATE = 15, SIGNALS = 65, LOST = 255 };

static weft_resource_kind a_process = {.name = "process", .noun = "the process"};
static weft_wait_kind to_start = {.name = "start", .words = "starts", .of = &a_process};
static weft_wait_kind to_end = {.name = "exit", .words = "waits for the end of", .of = &a_process};

static struct weft__list processes; /* all that were started and not left */

/* ---- where they are ---- */

bool weft__process_options(void)
{
    const char *where = weft__host_option("WEFT_PROCESSES");

    if (!where || !*where)
        return true;
    weft__options.processes = strcmp(where, "inside") == 0 ? WEFT__NET_INSIDE : strcmp(where, "host") == 0 ? WEFT__NET_HOST : WEFT__NET_UNDECIDED;
    if (weft__options.processes == WEFT__NET_UNDECIDED)
        weft__say("weft: WEFT_PROCESSES=%s has no meaning; give inside or host\n", where);
    return weft__options.processes != WEFT__NET_UNDECIDED;
}

/* INSIDE, HOST, or NONE: the program asks for the host's, and it has none. */
enum weft__net weft__process_choice(void)
{
    enum weft__net choice = weft__options.processes;

    if (weft__tape == WEFT__PLAYS || choice == WEFT__NET_INSIDE)
        return choice;
    if (choice == WEFT__NET_HOST)
        return weft__host_has_processes() ? WEFT__NET_HOST : WEFT__NET_NONE;
    return weft__clock_virtual() || !weft__host_has_processes() ? WEFT__NET_INSIDE : WEFT__NET_HOST;
}

bool weft__process_begun(const weft_process *process)
{
    return process->state != NEW;
}

/* ---- the start ---- */

/* A start, on the stack of the task that asks for it. */
struct start {
    struct weft__operation operation;
    struct weft__resource resource;
    struct weft__task *task;
    int32_t words[WEFT__PROCESS_WORDS];
};

/* It runs, and nobody wants it any more. */
static void undo(const struct weft__operation *operation)
{
    const int32_t *words = operation->bytes;

    if (operation->result < 0 || weft__tape == WEFT__PLAYS)
        return;
    for (int i = 1; i < WEFT__PROCESS_WORDS; i++)
        if (words[i] >= 0)
            weft__host_close(words[i]);
    weft__host_end_process(operation->result);
}

static void started(struct weft__operation *operation, int64_t now)
{
    struct weft__task *task = weft__owner(operation, struct start, operation)->task;

    (void)now;
    if (task->state == WEFT__WAITING)
        weft__wake(task, WEFT_OK, true);
    else
        undo(operation);
}

static const struct weft__operation_kind starts = {.completed = started, .holds_clock = true};

static void call_off(struct weft__operation *operation)
{
    bool here = operation->ready.queued;

    weft__operation_drop(operation);
    if (here)
        undo(operation);
}

/* The host's descriptor of it, or a code. */
static int ask(weft_place *place, struct start *start)
{
    start->operation.kind = &starts;
    start->operation.bytes = start->words;
    start->operation.count = sizeof start->words;
    start->task = weft__self();
    WEFT_TRY(weft__operation_submit_process(&start->operation));
    int err = weft__park(&(struct weft__wait){.place = place, .kind = &to_start, .resource = &start->resource});
    if (!err)
        return start->operation.result;
    call_off(&start->operation);
    return err;
}

static void exited(struct weft__operation *operation, int64_t now)
{
    int result = operation->result;

    (void)now;
    weft__process_ended(weft__owner(operation, weft_process, exit),
                        result < 0 ? LOST : result < WEFT__BY_SIGNAL ? result : WEFT__BY_SIGNAL - result);
}

static const struct weft__operation_kind exits = {.completed = exited, .holds_clock = true};

static void forget(weft_process *process, bool run_is_over);

/* At the end of a run: those on stacks that will be dropped. */
static void forget_all(void)
{
    while (processes.first)
        forget(weft__owner(processes.first, weft_process, open), true);
}

static struct weft__ending ending = {.forget = forget_all};

static void join(weft_process *process)
{
    (void)weft__at_end(&ending);
    weft__list_append(&processes, &process->open);
    process->state = RUNS;
    weft__level(&process->resource, &a_process, NULL, 1);
}

static int begin(weft_process *process, int descriptor, const int32_t *words)
{
    weft_stream *streams[] = {&process->in, &process->out, &process->err};

    process->descriptor = descriptor;
    process->id = words[0];
    for (int i = 0; i < 3; i++)
        if (words[i + 1] >= 0)
            weft__stream_begin_pipe(streams[i], words[i + 1]);
    join(process);
    process->exit = (struct weft__operation){.verb = WEFT__EXIT, .descriptor = descriptor, .kind = &exits};
    int err = weft__operation_submit_process(&process->exit);
    if (err)
        weft__process_leave(process);
    return err;
}

static int start_outside(weft_place *place, weft_process *process, const weft_process_options *options)
{
    size_t bytes;
    char *text = weft__process_request(options, &bytes);

    if (!text)
        return WEFT_NO_MEMORY;
    struct start start = {.operation = {.verb = WEFT__SPAWN, .text = text}, .resource = {.name = options->program}};
    int descriptor = ask(place, &start);
    weft__free(text, bytes);
    if (descriptor >= 0)
        return begin(process, descriptor, start.words);
    if (descriptor == WEFT_CANCELLED)
        return descriptor;
    char what[100] = "the program ";
    if (options->folder) {
        weft__text_append(what, sizeof what, options->program);
        weft__text_append(what, sizeof what, " in ");
    }
    return weft__io_fail(place, descriptor, what, options->folder ? options->folder : options->program, start.operation.host_error);
}

static bool is_valid(const weft_process_options *options)
{
    return options->program && *options->program && options->in <= WEFT_NULL && options->out <= WEFT_NULL && options->err <= WEFT_STDOUT;
}

int weft_process_start(weft_place *place, weft_process *process, const weft_process_options *options)
{
    if (!weft__self() || process->state != NEW)
        return WEFT_USAGE;
    if (!is_valid(options))
        return WEFT_INVALID;
    weft__name_by_place(&process->resource, place);
    process->exit_code = WEFT_NO_EXIT_CODE;
    process->own_group = options->new_session;
    weft__host_flush(); /* what this program has written stands before what the child writes */
    weft__output_flush();
    enum weft__net where = weft__process_choice();
    process->is_inside = where == WEFT__NET_INSIDE;
    if (where == WEFT__NET_HOST)
        return start_outside(place, process, options);
    if (where == WEFT__NET_NONE)
        return weft__io_fail(place, WEFT_UNSUPPORTED, "this host has no processes; natively and in Node there are: ", options->program, 0);
    WEFT_TRY(weft__inside_process_start(place, process, options));
    join(process);
    return WEFT_OK;
}

/* ---- the end ---- */

void weft__process_ended(weft_process *process, int exit_code)
{
    process->exit_code = exit_code;
    process->state = ENDED;
    weft__level(&process->resource, &a_process, NULL, 0);
    weft__wake_all(&process->waiting, WEFT_OK, false);
}

int weft_process_wait(weft_place *place, weft_process *process)
{
    if (!weft__self() || process->state == NEW)
        return WEFT_USAGE;
    if (process->state == ENDED)
        return WEFT_OK;
    /* mutant: process-wait */
    return weft__park(&(struct weft__wait){.place = place, .kind = &to_end, .list = &process->waiting, .resource = &process->resource});
}

static int send_signal(weft_process *process, int signal, bool group)
{
    const unsigned char said[] = {(unsigned char)signal, group};
    int host_error = 0;

    if (signal < 0 || signal >= SIGNALS)
        return WEFT_INVALID;
    if (process->state == NEW || (!group && process->state == ENDED)) /* mutant: process-signalled */
        return WEFT_CLOSED;
    if (group && !process->own_group)
        return WEFT_USAGE;
    if (process->is_inside)
        return weft__inside_process_signal(process, signal);
    int err = weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_signal_process(process->descriptor, signal, group);
    return weft__tape ? (int)weft__tape_sent(process->descriptor, said, sizeof said, err, &host_error) : err;
}

int weft_process_signal(weft_process *process, int signal)
{
    return send_signal(process, signal, false);
}

int weft_process_terminate(weft_process *process)
{
    return send_signal(process, SIGNAL_TERMINATE, false);
}

int weft_process_kill(weft_process *process)
{
    return send_signal(process, SIGNAL_KILL, false);
}

int weft_process_signal_group(weft_process *process, int signal)
{
    return send_signal(process, signal, true);
}

int weft_process_kill_group(weft_process *process)
{
    return send_signal(process, SIGNAL_KILL, true);
}

/* Nothing of it is left. One that runs is ended by force. */
static void forget(weft_process *process, bool run_is_over)
{
    weft_stream_abort(&process->in);
    weft_stream_abort(&process->out);
    weft_stream_abort(&process->err);
    weft__operation_drop(&process->exit);
    if (process->is_inside)
        weft__inside_process_forget(process, run_is_over);
    else if (weft__tape != WEFT__PLAYS)
        weft__host_end_process(process->descriptor); /* mutant: process-reaped */
    weft__list_remove(&processes, &process->open);
    weft__wake_all(&process->waiting, WEFT_CLOSED, false);
    process->state = NEW;
}

void weft__process_leave(weft_process *process)
{
    if (process->state == RUNS && weft__self() && send_signal(process, SIGNAL_KILL, process->own_group) == WEFT_OK) {
        weft__shield_enter();
        int err = weft__shield_leave(weft_process_wait(weft__last_place(), process));
        (void)err;
    }
    if (process->state != NEW)
        forget(process, false);
}


/* Processes inside of the program: a command is a task, and ends as a process would. */
#include "io/command.h"

enum { FIRST_NUMBER = 1000, STACK_BYTES = 65536, SIGNAL_KILL = 9, SIGNAL_TERMINATE = 15 };

static uint32_t run, numbers;

/* ---- the end ---- */

static void drop_streams(struct weft__command *command)
{
    weft_stream_abort(&command->in);
    weft_stream_abort(&command->out_stream);
    weft_stream_abort(&command->err_stream);
}

static void free_command(struct weft__command *command)
{
    drop_streams(command);
    weft__free(command, command->bytes);
}

static void ended(void *arg)
{
    struct weft__command *command = arg;
    weft_process *process = command->process;
    int exit_code = command->signal ? -command->signal : command->exit_code;

    (void)weft_task_result(command->task); /* somebody has looked at it */
    free_command(command);
    if (!process)
        return; /* its scope was left where nothing could wait */
    process->inside = NULL;
    weft__process_ended(process, exit_code);
}

int weft__inside_process_signal(weft_process *process, int signal)
{
    static const bool harmless[] = {[0] = true, [17] = true, [18] = true, [23] = true, [28] = true};
    struct weft__command *command = process->inside;

    if (!command)
        return WEFT_CLOSED;
    if ((size_t)signal < sizeof harmless && harmless[signal])
        return WEFT_OK;
    if (!command->signal)
        command->signal = signal;
    (void)weft_task_cancel(command->task);
    return WEFT_OK;
}

void weft__inside_process_forget(weft_process *process, bool run_is_over)
{
    struct weft__command *command = process->inside;

    process->inside = NULL;
    if (!command)
        return;
    command->process = NULL;
    if (run_is_over)
        free_command(command);
    else
        (void)weft_task_cancel(command->task);
}

/* ---- running ---- */

static int run_command(void *arg)
{
    struct weft__command *command = arg;
    weft_place *place = command->place;
    int code = command->is_line ? weft__shell_run(place, command, command->words)
                                : weft__command_run(place, command, command->words, command->count);

    command->exit_code = code == WEFT_CANCELLED ? -SIGNAL_TERMINATE : code < 0 ? -SIGNAL_KILL : code; /* no memory: as the system ends such a one */
    int err = code == WEFT_CANCELLED ? code : weft_stream_close(place, &command->out_stream);
    if (!err)
        err = weft_stream_close(place, &command->err_stream);
    drop_streams(command);
    if (err == WEFT_CANCELLED && command->exit_code >= 0)
        command->exit_code = -SIGNAL_TERMINATE;
    return err == WEFT_CANCELLED ? err : WEFT_OK;
}

/* ---- the start ---- */

static const char *const none[] = {NULL};

/* The words of an exec, or the line of a shell, behind the record. */
static struct weft__command *new_command(weft_process *process, const weft_process_options *options)
{
    const char *const *arguments = options->shell || !options->arguments ? none : options->arguments;
    size_t bytes = sizeof(struct weft__command) + strlen(options->program) + 1;
    int count = 1;

    for (const char *const *at = arguments; *at; at++, count++)
        bytes += strlen(*at) + 1;
    struct weft__command *command = weft__alloc(bytes);
    if (!command)
        return NULL;
    *command = (struct weft__command){.process = process, .environment = options->environment, .bytes = bytes, .is_line = options->shell, .count = count};
    char *at = command->words;
    memcpy(at, options->program, strlen(options->program) + 1);
    for (at += strlen(at) + 1; *arguments; arguments++, at += strlen(at) + 1)
        memcpy(at, *arguments, strlen(*arguments) + 1);
    return command;
}

/* One output: a pipe has its reader in the process. */
static int connect_out(weft_stream *reader, weft_stream *writer, struct weft__command_out *out, enum weft_process_stream kind, int descriptor)
{
    *out = (struct weft__command_out){.kind = kind == WEFT_PIPE ? WEFT__TO_STREAM : kind == WEFT_INHERIT ? WEFT__TO_PROGRAM : WEFT__TO_NOWHERE,
                                      .stream = writer, .descriptor = descriptor};
    return kind == WEFT_PIPE ? weft_stream_pair(reader, writer) : WEFT_OK;
}

static int connect_streams(struct weft__command *command, const weft_process_options *options)
{
    weft_process *process = command->process;

    if (options->in == WEFT_PIPE)
        WEFT_TRY(weft_stream_pair(&process->in, &command->in));
    WEFT_TRY(connect_out(&process->out, &command->out_stream, &command->out, options->out, 1));
    if (options->err == WEFT_STDOUT)
        command->err = command->out;
    else
        WEFT_TRY(connect_out(&process->err, &command->err_stream, &command->err, options->err, 2));
    return WEFT_OK;
}

static int begin(weft_place *place, struct weft__command *command)
{
    command->place = place;
    command->task = weft_spawn(place, &(weft_spawn_options){.fn = run_command, .arg = command, .name = "command", .stack_bytes = STACK_BYTES});
    return weft_task_on_done(place, command->task, &command->ended, ended, command) ? WEFT_NO_MEMORY : WEFT_OK;
}

/* What there is not inside. */
static int check(weft_place *place, const weft_process_options *options)
{
    const char *unknown = options->shell ? weft__shell_check(options->program) : NULL;
    int missing = weft__options.processes == WEFT__NET_INSIDE || weft__clock_virtual() ? WEFT_NOT_FOUND : WEFT_UNSUPPORTED;

    if (unknown)
        return weft__io_fail(place, WEFT_UNSUPPORTED, "the shell inside of the program does not know ", unknown, 0);
    if (!options->shell && !weft__command_exists(options->program))
        return weft__io_fail(place, missing, "there are no processes here, and no command inside of the program is ", options->program, 0);
    if (options->folder && strcmp(options->folder, "/") != 0)
        return weft__io_fail(place, WEFT_NOT_FOUND, "there are no folders inside of the program: ", options->folder, 0);
    return WEFT_OK;
}

int weft__inside_process_start(weft_place *place, weft_process *process, const weft_process_options *options)
{
    WEFT_TRY(check(place, options));
    WEFT_TRY(weft__task_yield(place)); /* a start takes a turn */
    struct weft__command *command = new_command(process, options);
    int err = command ? connect_streams(command, options) : WEFT_NO_MEMORY;
    if (!err)
        err = begin(place, command);
    if (err) {
        weft_stream_abort(&process->in);
        weft_stream_abort(&process->out);
        weft_stream_abort(&process->err);
        if (command)
            free_command(command);
        return err;
    }
    if (run != weft__loop.run_number)
        numbers = 0;
    run = weft__loop.run_number;
    process->inside = command;
    process->id = FIRST_NUMBER + (int)numbers++;
    return WEFT_OK;
}

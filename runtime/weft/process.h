/* weft/process.h: other programs. Started, fed, read from, waited for, signalled; as in asyncio's subprocesses.
 *
 *     WEFT_PROCESS(child);
 *     WEFT_OUTPUT(out);
 *     WEFT_TRY(weft_process_start(&child, "echo 'Hello World'", .shell = true, .out = WEFT_PIPE));
 *     WEFT_TRY(weft_process_communicate(&child, NULL, 0, &out, NULL));
 *     printf("%d: %s", child.exit_code, out.bytes);                    0: Hello World
 *
 * What holds for all of them:
 *   - A process is yours: declare it with WEFT_PROCESS. When its scope is left it has ended: what still runs is
 *     killed, and its end is waited for while a cancel is held back. No zombie and no descriptor is left.
 *   - A cancel and a timeout end a wait, not the process.
 *   - A child has its own standard streams and no other descriptor of this program's. Data are bytes.
 *   - Natively and in Node there are real processes; in Node a host has to allow them, as `weft run` does, and a
 *     child's standard input is empty unless it is a pipe. Under the virtual clock, where WEFT_PROCESSES is "inside",
 *     and on hosts without processes, there are a few commands inside of the program: see weft_process_start.
 *   - Beside the codes of weft.h there are those of weft/stream.h. weft_error_text() says more. */
#ifndef WEFT_PROCESS_H
#define WEFT_PROCESS_H

#include "weft/output.h"
#include "weft/stream.h"

/* ---- Starting a process ------------------------------------------------------------------------------------------ */

/* What one of a child's standard streams is. */
enum weft_process_stream {
    WEFT_INHERIT = 0, /* that of this program (None) */
    WEFT_PIPE,        /* a stream of this program's: child.in, child.out, child.err (PIPE) */
    WEFT_NULL,        /* nothing comes, and what is written is dropped (DEVNULL) */
    WEFT_STDOUT,      /* standard error only: where standard output goes (STDOUT) */
};

/* How a process is started. */
typedef struct weft_process_options {
    const char *program;            /* a path, or a name that is looked for in PATH */
    bool shell;                     /* the program is a line for `/bin/sh -c` (create_subprocess_shell) */
    const char *const *arguments;   /* those behind the name: WEFT_ARGUMENTS("-l", "/tmp"); NULL: none */
    enum weft_process_stream in, out, err;
    const char *const *environment; /* all its variables, "NAME=value"; NULL: those of this program (env) */
    const char *folder;             /* where it works; NULL: where this program does (cwd) */
    bool new_session;               /* a session and a group of processes of its own (start_new_session) */
} weft_process_options;

/* A list of texts with its end, for `.arguments` and `.environment`. */
#define WEFT_ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* What `exit_code` is before the end is known. */
enum { WEFT_NO_EXIT_CODE = INT32_MIN };

/* A process (asyncio.subprocess.Process). Its streams are open when they are pipes; you may close each earlier. */
typedef struct weft_process {
    weft_stream in;          /* what is written there the child reads (stdin) */
    weft_stream out, err;    /* what it writes (stdout, stderr) */
    int exit_code;           /* WEFT_NO_EXIT_CODE; then its exit code, or minus the signal's number (returncode) */
    int id;                  /* its number in the system; 0: none (pid) */
    /* private */
    struct weft__resource resource;
    struct weft__operation exit;
    struct weft__list waiting; /* for its end */
    struct weft__node open;
    int descriptor;            /* the host's name for it */
    void *inside;              /* a command inside of the program */
    size_t fed;                /* of communicate's input, by earlier calls, too */
    uint8_t state;
    bool own_group, is_inside;
} weft_process;

/* Declares one that was not started. When its scope is left, a child that runs is killed, with its group if it has
 * one of its own, and waited for; its streams are closed, and what was not sent is lost. */
#define WEFT_PROCESS(variable)                                                      \
    weft_process variable __attribute__((cleanup(weft__process_leave), unused)) = { \
        .exit_code = WEFT_NO_EXIT_CODE, .resource = {.name = #variable}}

/* Starts a program: a path, or a name that is looked for in the folders of PATH, that of `.environment` if it is given.
 * Options follow it. A shell that does not find a command ends with the exit code 127.
 *     weft_process_start(&child, "sort", .arguments = WEFT_ARGUMENTS("-r"), .in = WEFT_PIPE, .out = WEFT_PIPE)
 *
 * Commands inside: where there are no processes, these run as tasks of this program, so that small programs run
 * everywhere: echo [-n], printf (%s %d %i %c %%), cat (of standard input), sleep, date [+FORMAT], true, false, sh -c. A
 * line of the shell has commands in a row (`;` `&&` `||`), quotes, `$NAME` and `$?`, `>&2`, `exit`, and `for NAME in
 * WORDS; do ...; done`. A start with another line is answered with UNSUPPORTED and a sentence that says what is not
 * known. Other commands are not found. A signal ends such a command at its next wait.
 *
 * OK; NOT_FOUND (no such program or folder), DENIED (it may not be run), CANCELLED (and nothing runs), FULL (too many
 * descriptors or processes), INVALID (an option without a meaning, or no program), NO_MEMORY, UNSUPPORTED (this host
 * has no processes, and no such command inside), HOST; USAGE (no task, or it was started before).
 * (create_subprocess_exec, create_subprocess_shell) */
WEFT_WAITS int weft_process_start(weft_place *place, weft_process *process, const weft_process_options *options);
#define weft_process_start(process, ...) /* process, program, options */ \
    weft_process_start(WEFT_HERE(#process), process, &(weft_process_options){.program = __VA_ARGS__})

/* ---- The end of a process ---------------------------------------------------------------------------------------- */

/* Waits until the process has ended; `exit_code` is known then. Any number of tasks may wait, and later ones
 * return at once; they wake in the order in which they came. It does not wait for the ends of streams: a child
 * that writes more than a pipe holds, and that nobody reads from, never ends. OK, CANCELLED (the process goes on),
 * USAGE (no task, or it was not started). (Process.wait) */
WEFT_WAITS int weft_process_wait(weft_place *place, weft_process *process);
#define weft_process_wait(process) weft_process_wait(WEFT_HERE(#process), process)

/* Waits until it has ended and nothing can come from its pipes any more: those that it has started, and that write
 * there, have ended, too. What came is kept for later reads. OK, CANCELLED; LIMIT: more than 1 MB came that nobody
 * has read; USAGE (no task, it was not started, or another task reads from it). (Process.wait) */
WEFT_WAITS int weft_process_wait_pipes(weft_place *place, weft_process *process);
#define weft_process_wait_pipes(process) weft_process_wait_pipes(WEFT_HERE(#process), process)

/* Sends a signal by its number, SIGTERM, SIGKILL. OK; CLOSED: it has ended or was not started
 * (ProcessLookupError); it never reaches another process. INVALID: no such signal; DENIED. (Process.send_signal,
 * terminate, kill) */
WEFT_CHECKED int weft_process_signal(weft_process *process, int signal);
WEFT_CHECKED int weft_process_terminate(weft_process *process);
WEFT_CHECKED int weft_process_kill(weft_process *process);

/* The same for all processes of its group, and so for what a shell has started. With `.new_session` only: else
 * USAGE. It may be sent after the end of the process itself, as long as its scope is not left, and is OK then even
 * when nothing of the group is left. (os.killpg) */
WEFT_CHECKED int weft_process_signal_group(weft_process *process, int signal);
WEFT_CHECKED int weft_process_kill_group(weft_process *process);

/* ---- Talking to a process ---------------------------------------------------------------------------------------- */

/* Writes `count` bytes of `input` to the child and ends its standard input, reads its pipes up to their ends, and waits
 * for its own. What it wrote is behind what `out` and `err` hold already; either may be NULL, then it is dropped. A
 * child that does not read its input is no error.
 *
 * OK, CANCELLED; LIMIT: more came than an output may hold; NO_MEMORY; USAGE (no task, it was not started, or another
 * task reads from it). After a failure the process goes on, and what came so far is in the outputs: a second call with
 * the same arguments goes on where the first one stopped. (Process.communicate, which loses that) */
WEFT_WAITS int weft_process_communicate(weft_place *place, weft_process *process, const void *input, size_t count,
                                        weft_output *out, weft_output *err);
#define weft_process_communicate(process, input, count, out, err) \
    weft_process_communicate(WEFT_HERE(#process), process, input, count, out, err)

/* ---- Private building blocks ------------------------------------------------------------------------------------- */

void weft__process_leave(weft_process *process);

#endif

/* Commands inside of the program: what stands for processes where there are none. A command is a task; its standard streams are streams inside of
 * the program, or what they inherit. */
#ifndef WEFT_IO_COMMAND_H
#define WEFT_IO_COMMAND_H

#include "io/process.h"

enum weft__command_output { WEFT__TO_NOWHERE = 0, WEFT__TO_STREAM, WEFT__TO_PROGRAM };

/* One of a command's two outputs. */
struct weft__command_out {
    enum weft__command_output kind;
    weft_stream *stream;
    int descriptor; /* of the program's own */
};

struct weft__command {
    weft_process *process;
    weft_task task;
    weft_place *place; /* of its start: all that the command does stands there in the trace */
    weft_handle ended;
    weft_stream in, out_stream, err_stream;
    struct weft__command_out out, err;
    const char *const *environment; /* NULL: the program's own variables */
    int exit_code;
    int signal;                     /* that has ended it */
    size_t bytes;                   /* of this record, with its words behind it */
    bool is_line;                   /* it is for the shell: its only word is a line */
    int count;
    char words[];                   /* each with a NUL */
};

enum { WEFT__COMMAND_MISSING = 127 };

/* Runs a command of so many words, each with a NUL, and gives its exit code; or CANCELLED or another code below 0. (commands.c) */
int weft__command_run(weft_place *place, struct weft__command *command, const char *words, int count);
bool weft__command_exists(const char *name);
/* Writes to one of its outputs: OK or a code. A reader that is gone is no error: as SIGPIPE, it ends the command (EXIT_PIPE). */
int weft__command_write(weft_place *place, const struct weft__command_out *out, const char *bytes, size_t count);
int weft__command_say(weft_place *place, struct weft__command *command, const char *one, const char *two, const char *three);

/* Runs a line for the shell (shell.c). */
int weft__shell_run(weft_place *place, struct weft__command *command, const char *line);
/* What of a line this shell does not know, or NULL. */
const char *weft__shell_check(const char *line);

#endif

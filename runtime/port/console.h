/* The console: what a program is given and what it says. Options of a run, standard output and error, files that are written, the end
 * of the process. Time and the world are another seam, host.h.
 *
 * Tasks may reach write and block; no call runs a task or calls back, but weft__output, which a back-end calls for what the program
 * writes with stdio. */
#ifndef WEFT_CONSOLE_H
#define WEFT_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before a run; `takes_output`: what the program writes with stdio from now on passes through weft__output. Undone by stop, which hands on
 * what stdio holds back. By itself stdio holds back what libc would: a line for a terminal, else a buffer full; a host that could not
 * save that from a trap gets each line at once. */
void weft__console_start(bool takes_output);

/* From here on each line passes at once, in the run's time and while its task runs. */
void weft__console_by_line(void);
void weft__console_stop(void);

/* An option of the run by its name ("WEFT_SEED"), NULL when not given. The text lives until stop. */
const char *weft__host_option(const char *name);

/* Writes all bytes to a descriptor; false when they were lost. Opens a file for writing: a descriptor, -1 when it cannot be. */
bool weft__host_write(int descriptor, const void *bytes, size_t count);
int weft__host_open(const char *path);

/* Hands on what stdio holds back of standard output. The second writes it as it is, natively, when a signal ends the process. */
void weft__host_flush(void);
void weft__host_rescue(void);

/* Blocks the calling thread: the whole program, if it is the loop's. */
void weft__host_block(int64_t nanoseconds);
bool weft__host_thread_is_ours(void);

/* Ends the process at once. */
_Noreturn void weft__host_exit(int code);

/* ---- what the core has for back-ends ---- */

/* Everything that the program writes to descriptor 1 or 2 through stdio passes here. */
void weft__output(int descriptor, const void *bytes, size_t count);

/* What the core knows about the task that runs, for a host's report when the engine has ended the program. */
struct weft__running {
    uint32_t number;
    const char *name, *file;
    int line;
    const void *stack_low, *stack_high;
};

/* The task that runs now (false for the loop), and what was still to be written when the engine or a signal ended the program. */
bool weft__describe_running(struct weft__running *running);
void weft__last_words(void);

/* A sentence about the task that runs, for a host that ends the program in the middle of a step; what was recorded is written, too. A
 * signal handler may call it, and nothing of the program may run afterwards. */
void weft__describe_step(void);

#endif

/* Seam 2: time and the world. Only the loop and what stands beside it (clock, output, options, signals) use it; a back-end
 * knows nothing of tasks. The virtual clock is no back-end but a policy of the core over any of them.
 *
 * Holds for all: called from the loop's own stack, except write and block, which tasks may reach. No call runs a task or calls
 * back, but weft__output, which a back-end calls for what the program writes with stdio. */
#ifndef WEFT_HOST_H
#define WEFT_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One wait for a descriptor. `ready` is set by weft__host_wait; `failed` when there is no such descriptor. */
struct weft__watch {
    struct weft__watch *next;
    int descriptor;
    bool writing, ready, failed;
};

enum { WEFT__WATCHES_MOST = 30 };
#define WEFT__FOR_EVER INT64_MAX

/* What the core tells about the task that runs, for a host's report when the engine has ended the program. */
struct weft__running {
    uint32_t number;
    const char *name, *file;
    int line;
    const void *stack_low, *stack_high;
};

/* Takes over standard output and error, and Ctrl-C where there is one. Undone by stop. */
void weft__host_start(void);
void weft__host_stop(void);

/* An option of the run by its name ("WEFT_SEED"), NULL when not given. The text lives until stop. */
const char *weft__host_option(const char *name);

/* Nanoseconds on a clock that never goes back. Its zero means nothing. */
int64_t weft__host_now(void);

/* Waits until `nanoseconds` have passed, a watch is ready or a signal came, whichever is first; may return early for no reason.
 * 0: only looks. Returns false when the host could not wait. */
bool weft__host_wait(int64_t nanoseconds, struct weft__watch *watches);

/* The steps that may run between two looks at the host while tasks are ready. */
uint32_t weft__host_interval(void);

/* Blocks the whole program. */
void weft__host_block(int64_t nanoseconds);

/* Whether signals can come, which ones are wanted now (bit n for signal n), and the next one that came, 0 for none. */
bool weft__host_has_signals(void);
void weft__host_watch_signals(uint32_t wanted);
int weft__host_take_signal(void);

/* Bytes that nobody can foretell. */
void weft__host_random(void *bytes, size_t count);

/* Memory, aligned to 16; NULL when there is none. Given back with the size it was asked for. */
void *weft__host_allocate(size_t bytes);
void weft__host_release(void *memory, size_t bytes);

/* Writes all bytes to a descriptor; false when they were lost. Opens a file for writing: a descriptor, -1 when it cannot be. */
bool weft__host_write(int descriptor, const void *bytes, size_t count);
int weft__host_open(const char *path);

/* Hands on what stdio holds back of standard output. */
void weft__host_flush(void);

/* Ends the process at once. */
_Noreturn void weft__host_exit(int code);

/* The core has this one: everything that the program writes to descriptor 1 or 2 through stdio passes here. */
void weft__output(int descriptor, const void *bytes, size_t count);

/* These, too: who runs now (false for the loop), and what was still to be written when the engine ended the program. */
bool weft__describe_running(struct weft__running *running);
void weft__last_words(void);

#endif

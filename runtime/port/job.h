/* Seam 4: work beside the loop, for programs that have jobs; nothing of it is linked into others. A job is an operation (host.h) whose verb
 * is JOB: it is complete when its function has returned. A thread runs it natively, another instance of the program in a worker under a host
 * that has the flag. */
#ifndef WEFT_JOB_PORT_H
#define WEFT_JOB_PORT_H

#include "port/host.h"

/* The last bytes of a job's operation: words that say why it died. */
enum { WEFT__JOB_WORDS = 160 };

/* `bytes` are what the job works on, and WEFT__JOB_WORDS more; `text` names it. The result is what its function returned, or WEFT_DIED. */
struct weft__job {
    struct weft__operation operation;
    int (*fn)(void *bytes);
    void *arg;    /* what the function gets: `bytes`, or memory that it shares with the loop */
    bool shared;  /* then only a thread will do */
    struct weft__job *next; /* the host's */
};

/* OK: it will complete. UNSUPPORTED: there is nobody beside the loop. NO_MEMORY. */
int weft__host_submit_job(struct weft__job *job);

/* Waits until no job runs any more. Those that have not begun never do. */
void weft__host_end_jobs(void);

/* How many run at once at most, as a rule; 0: none. */
uint32_t weft__host_job_places(void);

/* Whether other threads can call. Between lock and unlock one thread is alone. Both stand for nothing where there are no threads. */
bool weft__host_has_threads(void);
void weft__host_lock(void);
void weft__host_unlock(void);
/* Inside of them: lets others in until somebody calls rouse, or so many nanoseconds at most. */
void weft__host_await(int64_t nanoseconds);
void weft__host_rouse(void);

/* Whether an address is the program's own: its variables or its heap. */
bool weft__host_owns(const void *address);

#endif

/* Seam 2: time and the world. Whatever comes from outside is the completion of an operation that was submitted. Only the loop and what
 * stands beside it (clock, operation) use it; a back-end knows nothing of tasks. The virtual clock is no back-end but a policy of the core
 * over any of them. docs/host-protocol.md says the same for hosts in other languages.
 *
 *   1. An operation belongs to a resource, not to a task that waits for it. It stays in place, with its bytes, until it is complete and
 *      was taken, or until a cancel took it back.
 *   2. A completion that the core has taken is a handle of the ready list: it runs in a turn, like everything else (operation.c).
 *   3. What hands something over is never taken back: a cancel that comes too late says so, and the completion is taken as ever.
 *   4. The world comes in at one place, take. There is one way in from elsewhere, post.
 *
 * All are called from the loop's thread, but post and elsewhere, and none of them calls back or runs anything. */
#ifndef WEFT_HOST_H
#define WEFT_HOST_H

#include "weft.h"

#define WEFT__FOR_EVER INT64_MAX

/* struct weft__operation is in weft.h, because streams have theirs inside. The list of verbs is closed: a host that does not know a verb refuses the operation with UNSUPPORTED. */
enum weft__verb {
    WEFT__READABLE = 1, /* `descriptor` can be read from without blocking, or has ended: 0 */
    WEFT__WRITABLE,     /* `descriptor` can be written to without blocking: 0 */
    WEFT__READ,         /* at most `count` bytes are in `bytes`: how many, 0 at the end */
    WEFT__SIGNAL,       /* the signal `descriptor` came: its number. It repeats: it stays submitted until it is cancelled */
    WEFT__POSTED,       /* somebody posted it: what they wrote into `result` */
    WEFT__RESOLVE,      /* the addresses of the host `text` are in `bytes`, each with a NUL: how many */
    WEFT__CONNECT,      /* connected to `text`, "tcp:127.0.0.1:80", "tcp:[::1]:80" or "unix:/a/path"; a socket for datagrams whose peer is
                           "udp:127.0.0.1:80", or "udp+broadcast:..." which may send to a broadcast address: the descriptor. In `bytes` are the name of the own side and that of the other one, each with a NUL */
    WEFT__LISTEN,       /* listens there, or datagrams may come there: the descriptor. In `bytes` is where, with the port that was chosen */
    WEFT__ACCEPT,       /* a connection came to `descriptor`: its descriptor. In `bytes` is the other side's name */
    WEFT__SPAWN,        /* the process that `text` describes (port/process.h) runs: a descriptor that stands for it. In `bytes` are four words:
                           its number, and the descriptors of its standard input, output and error, -1 for those that are no pipes */
    WEFT__EXIT,         /* the process `descriptor` has ended: its exit code, or 256 and the number of the signal that ended it */
    WEFT__JOB,          /* a job has ended, and `bytes` are what it has made of them (port/job.h): what its function returned */
    WEFT__ASK,          /* the embedding program has answered. A library: the ask `descriptor` (weft/library.h): 0, and the answer is in `bytes`; 1,
                           and the error of its type is. A program: the effect with the number `descriptor` (weft/effect.h), `text` is the address
                           of the addresses of its name and of what is asked for: how many bytes the answer has, as many as fit are in `bytes`
                           with a NUL; below 0 the reason is */
    WEFT__SECURE,       /* the connection `descriptor` speaks TLS from now on, as the texts in `text` say (io/tls.c): 0; 1 when it has resumed a session. In
                           `bytes` is the protocol that ALPN has chosen, with a NUL. Whatever comes of it, the descriptor stays the program's */
};

enum weft__operation_state {
    WEFT__IDLE = 0,
    WEFT__SUBMITTED, /* the host has it */
    WEFT__COMPLETE,  /* it is in the inbox, or the core has it back */
};

/* Before a run. At the stop, whatever is outstanding is forgotten. */
void weft__host_start(void);
void weft__host_stop(void);

/* Nanoseconds on a clock that never goes back. Its zero means nothing. */
int64_t weft__host_now(void);

/* Random bytes that nobody can predict. */
void weft__host_random(void *bytes, size_t count);

/* The steps that may run between two looks at the host while tasks are ready. */
uint32_t weft__host_interval(void);

/* OK: it will complete, in a later take. UNSUPPORTED; INVALID (no such descriptor); NO_MEMORY: nothing was begun. */
int weft__host_submit(struct weft__operation *operation);
/* The same for READABLE, WRITABLE and READ: by itself, so that a program without them is not linked with what they need. */
int weft__host_submit_descriptor(struct weft__operation *operation);
/* The same for RESOLVE, CONNECT, LISTEN, ACCEPT and SECURE. Also: whatever code says what went wrong at once. */
int weft__host_submit_socket(struct weft__operation *operation);
/* The same for SPAWN and EXIT. */
int weft__host_submit_process(struct weft__operation *operation);
/* The same for ASK. */
int weft__host_submit_ask(struct weft__operation *operation);

/* True: it is taken back and idle, even when it is complete and was not taken yet; what it opened is closed. False: it hands bytes over,
 * and a take will give them. */
bool weft__host_cancel(struct weft__operation *operation);

/* Waits until `nanoseconds` have passed, an operation is complete or something was posted, whichever is first; may return early for no
 * reason. 0: only looks. False when the host could not wait. */
bool weft__host_wait(int64_t nanoseconds);

/* The next operation that is complete, in the order in which they completed; NULL. */
struct weft__operation *weft__host_take(void);

/* From anywhere (another thread, a signal handler, a callback of another program's loop): a submitted WEFT__POSTED is complete.
 * Ends the wait. One that is posted already stays so. */
void weft__host_post(struct weft__operation *operation);

/* Whether the caller is another thread than the one of the run. After a run's stop: a signal that came and was never looked at, once; 0. (Elsewhere
 * the embedding program sees that for itself.) */
#ifdef __wasm__
static inline bool weft__host_elsewhere(void)
{
    return false;
}
static inline int weft__host_unseen(void)
{
    return 0;
}
#else
bool weft__host_elsewhere(void);
int weft__host_unseen(void);
#endif

/* A descriptor that is readable while a wait would end at once; -1 where there is none. For loops of other programs. */
int weft__host_descriptor(void);

#endif

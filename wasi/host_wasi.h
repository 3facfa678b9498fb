/* What the files of this host share. */
#ifndef HOST_WASI_H
#define HOST_WASI_H

#include "port/console.h"
#include "port/host.h"

#include <wasi/api.h>

enum {
    HOST_TAKES_OPERATIONS = 1,
    HOST_HAS_SOCKETS = 2,
    HOST_HAS_PROCESSES = 4,
    HOST_HAS_JOBS = 8,
    HOST_ANSWERS = 16,
    HOST_HAS_TLS = 32,
    HOST_REACHES_OUT = 64
};

/* What a host of ours reads and writes in memory, found by the exported global. All words of 32 bits. */
struct weft_base {
    uint32_t magic;      /* "WEFT" */
    uint32_t version;
    uint32_t waiting;    /* 1 while the loop is in its poll_oneoff: only then may the base be unwound */
    uint32_t interval;   /* steps between two looks at the host; the host may write it */
    char *cursor, *end;  /* Asyncify's two words for the base */
    char *buffer;        /* where the base is saved */
    uint32_t host_flags; /* written by the host before the start */
    struct weft__operation *submitted; /* all that are outstanding, the oldest first */
    struct weft__operation *completed; /* those that the host has completed, the oldest first; it appends, we take */
    uint32_t changes;    /* counts what joins or leaves `submitted`: while it is the same, so is the list */
    struct weft__running running;
    struct weft__operation *newest;    /* the last in `submitted` */
    uint32_t removed;    /* counts what has left `submitted` and was not taken: a host that began it calls it off */
};

extern struct weft_base weft_base;

static inline bool weft__takes_operations(void)
{
    return weft_base.host_flags & HOST_TAKES_OPERATIONS;
}

/* A call of poll_oneoff. */
struct weft__poll {
    const void *subscriptions;
    void *events;
    int32_t count;
};

extern size_t weft__outstanding; /* how many are in `submitted` */
__wasi_subscription_t weft__poll_clock(int64_t nanoseconds);
void weft__submitted_join(struct weft__operation *operation);
void weft__inbox_join(struct weft__operation *operation, int32_t result);

/* descriptor_wasi.c, which is linked when a program waits for descriptors: what the call asks for them, what it answered, and when it
 * failed as a whole whether it was for a descriptor that is closed. */
__attribute__((weak)) void weft__descriptors_ask(struct weft__poll *poll, int64_t nanoseconds);
__attribute__((weak)) void weft__descriptors_hear(size_t count);
__attribute__((weak)) bool weft__descriptors_find_closed(void);
__attribute__((weak)) void weft__descriptors_forget(void);

/* What an error of a socket's means. */
int weft__socket_code(int error);
/* socket_wasi.c, in programs that have sockets: nobody wants it any more, and what it has opened is closed. */
__attribute__((weak)) void weft__socket_call_off(const struct weft__operation *operation);
__attribute__((weak)) void weft__process_call_off(const struct weft__operation *operation); /* process_wasi.c: the same */

#endif

/* A library without main: what its host calls, by exports (wasi/library_wasi.c). A call comes in as a record with what the function
 * takes and gives, in WIT's layout; docs/host-protocol.md explains it. */
#ifndef WEFT_PORT_LIBRARY_H
#define WEFT_PORT_LIBRARY_H

#include "port/host.h"

/* Memory that goes with a task or a call. */
struct weft__owner {
    char *at, *end;             /* what is left of the newest piece */
    struct weft__piece *pieces;
};

struct weft__call {
    struct weft__owner owner;   /* first: asks name it */
    struct weft__call *next;    /* of those that have ended */
    uint32_t number;            /* the host's; not 0 */
    uint32_t function;
    int32_t code;               /* what it returned */
    const char *text;           /* why */
    const char *file;           /* where that was said; NULL: nowhere */
    uint32_t line;
    uint32_t task;              /* its number, 0 for a call without one */
    weft_task name;
    uint32_t size;              /* of all of this */
    _Alignas(8) char block[];
};

/* 0, or enum weft_exit. */
int weft__library_open(void);
/* Runs what is ready. Seconds until the next poll at the latest, WEFT_FOREVER for none; -1: everything has ended. */
double weft__library_poll(void);
/* Every call is cancelled; poll until the end. */
void weft__library_end(void);
/* After the end. What the run leaves: bytes that are still held. */
size_t weft__library_close(void);
size_t weft__library_bytes(void);

/* A call, with room for so many bytes of arguments and result, which are zero. NULL without memory. */
struct weft__call *weft__call_new(uint32_t function, uint32_t number, uint32_t bytes);
/* Memory of an owner. NULL without. */
void *weft__call_room(struct weft__owner *owner, size_t bytes);
/* Begins it. Below 0: there is no task. Else ENDED: it has ended already, else it ends later; and RESTS: nothing has become ready, and
 * the loop waits as long as before. Then it need not be polled, if no operation has joined. */
enum { WEFT__CALL_ENDED = 1, WEFT__CALL_RESTS = 2 };
int weft__library_begin(struct weft__call *call);
/* Runs it without a task: it cannot wait. */
void weft__call_now(struct weft__call *call);
void weft__call_cancel(struct weft__call *call);
void weft__call_free(struct weft__call *call);
/* Those that have ended since this was last asked, the first to end first. */
struct weft__call *weft__calls_ended(void);

#endif

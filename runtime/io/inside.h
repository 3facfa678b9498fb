/* The network inside of the program, as the file that makes it a bad one sees it. */
#ifndef WEFT_IO_INSIDE_H
#define WEFT_IO_INSIDE_H

#include "io/stream.h"

enum { BUFFER_BYTES = 65536 };

struct weft__bad;

/* One end of a connection. The last of the two that is closed frees both. */
struct weft__end {
    struct weft__end *other;
    weft_stream *stream;         /* NULL: not taken yet, or closed */
    struct weft__operation call; /* something has changed: its handle runs in a turn */
    struct weft__node waiting;   /* in the listener's backlog */
    char *bytes;                 /* that came and were not read */
    size_t from, count, room;
    size_t capacity;             /* so many may lie there */
    size_t hidden;               /* the last of them are still on their way */
    struct weft__bad *bad;       /* what goes wrong here; NULL: nothing */
    bool ended;                  /* nothing more comes */
    bool reset;                  /* and not because the other side said so */
    bool broken;                 /* nothing can be sent, either */
    bool closed;
    bool unwanted;               /* nobody has taken it, and nobody will */
    bool asks_to_read, asks_to_write;
    char peer[WEFT__STREAM_NAME_BYTES], own[WEFT__STREAM_NAME_BYTES];
};

/* What a bad network does (bad_network.c). */
struct weft__weather {
    int (*connect)(weft_place *place);                       /* waits: OK, REFUSED, RESET or CANCELLED */
    bool (*begin)(struct weft__end *one);                    /* a new connection; false without memory */
    void (*forget)(struct weft__end *end);
    size_t (*take)(struct weft__end *end, size_t count);     /* how many of those that are there a read gets: 1 or more */
    void (*sent)(struct weft__end *end, size_t count);       /* the last `count` were sent to this end just now */
    void (*ended)(struct weft__end *end, bool reset);        /* the other side has said that nothing more comes */
    int (*datagram)(int64_t after[2]);                       /* one is sent: how often it arrives, 0 to 2 times, and after how many ns each */
};

extern const struct weft__weather *weft__weather; /* NULL: the network is good */

/* The first use in a run makes all new. */
void weft__inside_use(void);
/* In programs that have it: begins what WEFT_NET_FAULTS says. */
__attribute__((weak)) void weft__bad_network_begin(void);

/* What a place inside is called: "127.0.0.1:80", or the path where `host` is "unix". Port "0" is the next one that was not given out. */
void weft__inside_name(char *to, size_t room, const char *host, const char *port);

/* Something has changed for this end: in the next turn its stream learns of it, if it asked. */
void weft__end_call(struct weft__end *end);

#endif

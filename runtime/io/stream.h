/* What the files of streams share. A stream is a buffer on either side of a transport; the transport knows how bytes go: over a descriptor of
 * the host's (transport_host.c), or inside of the program (transport_inside.c). */
#ifndef WEFT_IO_STREAM_H
#define WEFT_IO_STREAM_H

#include "core/core.h"
#include "core/functions.h"
#include "io/collect.h"
#include "port/socket.h"
#include "weft/stream.h"

/* As in core/functions.h. */
#undef weft_connect
#undef weft_connect_unix
#undef weft_drain
#undef weft_open_tcp_stream
#undef weft_read
#undef weft_read_all
#undef weft_read_exactly
#undef weft_read_line
#undef weft_read_until
#undef weft_serve
#undef weft_serve_forever
#undef weft_server_start
#undef weft_server_start_unix
#undef weft_server_wait_closed
#undef weft_stream_close
#undef weft_write

/* None of its functions waits or calls back. Results as in port/socket.h. */
struct weft__transport {
    long (*receive)(weft_stream *stream, void *bytes, size_t count);
    long (*send)(weft_stream *stream, const void *bytes, size_t count);
    int (*send_end)(weft_stream *stream);
    /* Says later, once, by weft__stream_ready in a turn, that it is worth to try again. */
    int (*ask)(weft_stream *stream, bool to_write);
    void (*close)(weft_stream *stream);
};

extern const struct weft__transport weft__transport_host, weft__transport_inside;

extern weft_resource_kind weft__a_stream;

/* Something may have come, or may be sent; `code` when the asking failed. */
void weft__stream_ready(weft_stream *stream, bool to_write, int code);

/* The stream is open from now on. */
void weft__stream_begin(weft_stream *stream, const struct weft__transport *transport);
void weft__stream_begin_host(weft_stream *stream, int descriptor, const char *names);
void weft__stream_begin_pipe(weft_stream *stream, int descriptor);

/* Waits until so many bytes came, or the end, and leaves them to later reads; *there: how many there are. */
int weft__stream_look(weft_place *place, weft_stream *stream, size_t wanted, size_t *there);

/* It is broken: all that wait get the code, and so do reads and writes from now on. */
void weft__stream_break(weft_stream *stream, int code);
/* The record that says why, for the running task. Returns the code. */
int weft__stream_fail(const weft_place *place, const weft_stream *stream, int code, int host_error);

/* Sends what was written and not sent, as far as it goes. */
void weft__stream_flush(weft_stream *stream);
/* For the trace: how many bytes are on their way. */
void weft__stream_level(weft_stream *stream);
void weft__stream_flush_soon(weft_stream *stream); /* the same, or when the host says that it will not block */

/* A call that may wait, on the stack of its task. The stream may be closed meanwhile, by another task whose scope it was in: then it is gone, and
 * nothing touches it any more. */
struct weft__call {
    weft_place *place;
    weft_stream *stream; /* NULL: closed meanwhile */
    struct weft__node node;
};

void weft__call_begin(struct weft__call *call);
void weft__call_end(struct weft__call *call);
/* Waits in a list of the stream's: OK, CANCELLED, CLOSED when it is gone, or why it broke, with its record. */
int weft__call_wait(struct weft__call *call, weft_wait_kind *kind, struct weft__list *list);
/* A task that calls again and again without a wait lets others run, and waits a turn: OK, CANCELLED or CLOSED. */
int weft__call_step_aside(struct weft__call *call);

/* The sentence "WHAT NAME: WHY" becomes the task's record. Returns the code. */
const char *weft__words_of(int host_error); /* what the host says of its error, or the host of the recording; "" for nothing */
int weft__io_fail(const weft_place *place, int code, const char *what, const char *name, int host_error);

/* "tcp:127.0.0.1:80" or "tcp:[::1]:80". */
void weft__address_of(char *to, size_t room, const char *host, const char *port);

/* The addresses of a host, each with a NUL, in `addresses`; *count: how many. */
int weft__resolve(weft_place *place, const char *host, char *addresses, size_t room, int *count);

/* Listens at an address: the descriptor, and where in `own`; or a code, with its record. */
int weft__ask_to_listen(weft_place *place, const char *address, char *own, size_t room, int *host_error);

/* The network inside of the program (inside.c), which weft__net_choice says to use. */
/* Whether a server of the program listens there. */
bool weft__inside_listens(const char *host, const char *port);
int weft__inside_connect(weft_place *place, weft_stream *stream, const char *host, const char *port);
int weft__inside_listen(weft_server *server, const char *host, const char *port);
void weft__inside_listen_end(weft_server *server);
/* The next connection that is waiting to be taken, if there is one. */
bool weft__inside_accept(weft_server *server, weft_stream *peer);
/* A connection waits to be taken. */
void weft__server_called(weft_server *server);

#endif

/* weft/stream.h: bytes that come and go over connections. Readers and writers as in asyncio, servers as in asyncio and
 * Trio.
 *
 *     static int echo(weft_stream *peer, void *arg)              one task for each connection
 *     {
 *         char bytes[100];
 *         size_t count;
 *
 *         do {
 *             WEFT_TRY(weft_read(peer, bytes, sizeof bytes, &count));
 *             WEFT_TRY(weft_write(peer, bytes, count));
 *         } while (count > 0);                                   0: the other side has ended
 *         return WEFT_OK;                                        leaving it closes the connection
 *     }
 *     static int amain(void *arg) { return weft_serve("127.0.0.1", "8888", echo, NULL); }
 *
 * What holds for all of them:
 *   - A stream is yours: declare it with WEFT_STREAM and it is closed when its scope is left. One task may read from it
 *     while another one writes.
 *   - No cancel and no timeout loses a byte that came in: it waits for the next read.
 *   - A network that does not exist on a host is answered with WEFT_UNSUPPORTED and a sentence. Under the virtual
 *     clock, and where WEFT_NET is "inside", there is a network inside of the program: the same on every host.
 *   - Beside the codes of weft.h there are those of `enum weft_stream_code`. weft_error_text() says more. */
#ifndef WEFT_STREAM_H
#define WEFT_STREAM_H

#include "weft.h"

/* ---- Streams ------------------------------------------------------------------------------------------------------
 *
 *     WEFT_STREAM(server);
 *     WEFT_TRY(weft_connect(&server, "127.0.0.1", "8888"));
 *     WEFT_TRY(weft_write(&server, "hello\n", 6));
 *     WEFT_TRY(weft_read_line(&server, line, sizeof line, &count)); */

/* What else can go wrong with bytes that come and go. */
enum weft_stream_code {
    WEFT_REFUSED = -14,    /* nobody listens there (ConnectionRefusedError) */
    WEFT_RESET = -15,      /* the other side is gone, or broke the connection off (ConnectionResetError,
                              BrokenPipeError, trio.BrokenResourceError) */
    WEFT_NOT_FOUND = -16,  /* there is no host, path or program of that name (gaierror, FileNotFoundError) */
    WEFT_INCOMPLETE = -17, /* the stream ended first (IncompleteReadError) */
    WEFT_LIMIT = -18,      /* more came than may come: a line that does not fit (LimitOverrunError) */
    WEFT_IN_USE = -19,     /* that address is taken (OSError, EADDRINUSE) */
    WEFT_DENIED = -20,     /* the system does not allow it (PermissionError) */
};

enum { WEFT__STREAM_NAME_BYTES = 64, WEFT__PROTOCOL_BYTES = 24 };

struct weft__transport;

/* One end of a connection: what comes in can be read, what goes out is written (StreamReader and StreamWriter). */
typedef struct weft_stream {
    /* private */
    const struct weft__transport *transport; /* NULL: closed */
    int descriptor;
    void *inside;                      /* its end of a connection inside of the program */
    struct weft__resource resource;
    struct weft__node open;            /* among all that are open */
    struct weft__list calls;           /* that are under way: they learn when somebody closes it */
    struct weft__list reading;         /* the task that waits for bytes */
    struct weft__list draining;        /* those that wait until enough is sent */
    struct weft__list turns;           /* those that wait until another one's write has ended */
    struct weft__operation readable, writable;
    char *buffer;                      /* came in and was not read */
    size_t room, from, to;
    char *unsent;                      /* written and not sent */
    size_t unsent_room, unsent_from, unsent_to;
    size_t high, low;                  /* water: weft_stream_water */
    int error;                         /* what broke it */
    bool ended, ending, finished, blocking, borrowed, skips, waits_to_read, waits_to_write;
    bool reads, writes;                /* a read, a write is under way */
    bool lost;                         /* what was written could not be sent */
    uint16_t made;                     /* calls in this step without a wait */
    uint64_t step;
    char peer[WEFT__STREAM_NAME_BYTES], own[WEFT__STREAM_NAME_BYTES];
    char protocol[WEFT__PROTOCOL_BYTES]; /* that ALPN has chosen */
    bool resumed;                        /* TLS has resumed a session */
} weft_stream;

/* Declares a closed stream, which is closed again when the scope is left in any way. Then what was written is still
 * sent, for five seconds at most, while a cancel is held back; weft_stream_abort before that drops it. */
#define WEFT_STREAM(variable) \
    weft_stream variable __attribute__((cleanup(weft__stream_leave), unused)) = {.resource = {.name = #variable}}

/* Connects to `host`, a name or an address, and `port`, a number as text ("8888"). All addresses of a name are tried,
 * one after the other; when none answers, weft_error_text says why for each. Small writes are not delayed. OK,
 * CANCELLED (and nothing is left open), REFUSED, NOT_FOUND, RESET, NO_MEMORY, UNSUPPORTED, HOST; USAGE (no task, or
 * the stream is open). (asyncio.open_connection) */
WEFT_WAITS int weft_connect(weft_place *place, weft_stream *stream, const char *host, const char *port);
#define weft_connect(stream, host, port) weft_connect(WEFT_HERE(#stream), stream, host, port)

/* The same, by a race: the next address is tried when the last has failed or has not answered for 0.25 seconds,
 * addresses of both families in turns; the first that answers wins. For names of hosts of which one address may be
 * dead (trio.open_tcp_stream). */
WEFT_WAITS int weft_open_tcp_stream(weft_place *place, weft_stream *stream, const char *host, const char *port);
#define weft_open_tcp_stream(stream, host, port) weft_open_tcp_stream(WEFT_HERE(#stream), stream, host, port)

/* The same over a socket in the file system, on hosts that have such a thing (asyncio.open_unix_connection). */
WEFT_WAITS int weft_connect_unix(weft_place *place, weft_stream *stream, const char *path);
#define weft_connect_unix(stream, path) weft_connect_unix(WEFT_HERE(#stream), stream, path)

/* Two streams inside of the program, each the other end of the other, on every host (trio.testing.memory_stream_pair).
 * OK, NO_MEMORY, USAGE (one is open). */
WEFT_CHECKED int weft_stream_pair(weft_stream *one, weft_stream *other);

/* Makes a stream of an open descriptor: standard input is 0. The descriptor stays yours and is not closed with the
 * stream. Close the stream before it. OK, INVALID (no such descriptor), UNSUPPORTED, USAGE (the stream is open).
 * (loop.connect_read_pipe, loop.connect_write_pipe) */
WEFT_CHECKED int weft_stream_open(weft_stream *stream, int descriptor);

/* Sends what was written, then closes. Waits until that is done. Reads and writes that other tasks wait for end with
 * CLOSED. Closing twice is fine. OK; RESET when what was written could not be sent; CANCELLED: then it is closed at
 * once and what was not sent is lost. (StreamWriter.close and wait_closed, trio's aclose) */
WEFT_WAITS int weft_stream_close(weft_place *place, weft_stream *stream);
#define weft_stream_close(stream) weft_stream_close(WEFT_HERE(#stream), stream)

/* Closes now. What was written and not sent is lost (transport.abort). */
void weft_stream_abort(weft_stream *stream);

/* Whether it is open. */
bool weft_stream_is_open(const weft_stream *stream);

/* The other side and this side, as in "127.0.0.1:8888"; "" where there is no name. The text lives as long as the stream
 * is open (get_extra_info("peername")). */
const char *weft_peer_name(const weft_stream *stream);
const char *weft_own_name(const weft_stream *stream);

/* ---- Reading ------------------------------------------------------------------------------------------------------
 *
 * What holds for all: OK, CANCELLED (nothing is lost), RESET, CLOSED (it is closed, or was closed meanwhile), USAGE
 * (no task, or another one reads from it already), NO_MEMORY. */

/* Waits until something came, and gives 1 to `size` bytes of it. `*count` is 0 only at the end, or when `size` is 0.
 * (StreamReader.read, trio's receive_some) */
WEFT_WAITS int weft_read(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count);
#define weft_read(stream, bytes, size, count) weft_read(WEFT_HERE(#stream), stream, bytes, size, count)

/* Waits for `count` bytes. INCOMPLETE: the end came first; `*got`, which may be NULL, says how many there were, and
 * they are in `bytes` (StreamReader.readexactly). */
WEFT_WAITS int weft_read_exactly(weft_place *place, weft_stream *stream, void *bytes, size_t count, size_t *got);
#define weft_read_exactly(stream, bytes, count, got) weft_read_exactly(WEFT_HERE(#stream), stream, bytes, count, got)

/* Waits for a line. It is given with its '\n' and a NUL behind it; `*count`, which may be NULL, is its length without
 * the NUL. What follows the last '\n' of a stream is a line, too; after that the length is 0. LIMIT: the line has no
 * room in `size` bytes; what came of it is dropped up to its '\n', and the next read goes on behind it
 * (StreamReader.readline). */
WEFT_WAITS int weft_read_line(weft_place *place, weft_stream *stream, char *line, size_t size, size_t *count);
#define weft_read_line(stream, line, size, count) weft_read_line(WEFT_HERE(#stream), stream, line, size, count)

/* Waits for `separator`, and gives what came up to its end, with a NUL behind it. LIMIT: that has no room in `size`
 * bytes; nothing is dropped. INCOMPLETE: the stream ended first, and what came is given. INVALID: an empty separator.
 * (StreamReader.readuntil) */
WEFT_WAITS int weft_read_until(weft_place *place, weft_stream *stream, const char *separator, char *bytes, size_t size,
                               size_t *count);
#define weft_read_until(stream, separator, bytes, size, count) \
    weft_read_until(WEFT_HERE(#stream), stream, separator, bytes, size, count)

/* Waits for the end, and gives all that came before it. LIMIT: it is more than `size` bytes; the first of them are
 * given (StreamReader.read(-1)). */
WEFT_WAITS int weft_read_all(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count);
#define weft_read_all(stream, bytes, size, count) weft_read_all(WEFT_HERE(#stream), stream, bytes, size, count)

/* Whether the end was seen and everything was read (StreamReader.at_eof). */
bool weft_at_eof(const weft_stream *stream);

/* ---- Writing ------------------------------------------------------------------------------------------------------
 *
 * What holds for all: OK, RESET (the other side is gone), CLOSED (it is closed, or weft_write_eof was called), USAGE
 * (no task), NO_MEMORY. */

/* Writes all of it. Returns at once as a rule; waits while more is unsent than the high-water mark, until it is less
 * than the low one. Several tasks may write: the bytes of one call stay together, and the others wait for their turn.
 * CANCELLED: a part may have been written. (StreamWriter.write and drain, trio's send_all) */
WEFT_WAITS int weft_write(weft_place *place, weft_stream *stream, const void *bytes, size_t count);
#define weft_write(stream, bytes, count) weft_write(WEFT_HERE(#stream), stream, bytes, count)

/* Writes a text (a literal, a string) without its NUL. */
#define weft_write_text(stream, text)                                                \
    (__extension__({                                                                 \
        const char *weft__text = (text);                                             \
        (weft_write)(WEFT_HERE(#stream), stream, weft__text, weft__length(weft__text)); \
    }))

/* The same and never waits: what cannot be sent now is kept in memory and sent later, whatever the amount. To be used
 * with weft_drain. USAGE also while another task's weft_write waits: these bytes would stand in the middle of its
 * (StreamWriter.write). */
WEFT_CHECKED int weft_write_nowait(weft_stream *stream, const void *bytes, size_t count);

/* Waits while more is unsent than the high-water mark, until it is less than the low one. CANCELLED: nothing is lost
 * (StreamWriter.drain). */
WEFT_WAITS int weft_drain(weft_place *place, weft_stream *stream);
#define weft_drain(stream) weft_drain(WEFT_HERE(#stream), stream)

/* Sets the marks, in bytes: 65536 and 16384 as a rule. INVALID when `low` is above `high` (set_write_buffer_limits). */
WEFT_CHECKED int weft_stream_water(weft_stream *stream, size_t high, size_t low);

/* How much was written and is not sent (get_write_buffer_size). */
size_t weft_stream_unsent(const weft_stream *stream);

/* Says to the other side that nothing more comes, behind what was written. Reading goes on. UNSUPPORTED where a stream
 * cannot be ended by half (StreamWriter.write_eof, trio's send_eof). */
WEFT_CHECKED int weft_write_eof(weft_stream *stream);

/* ---- Servers ------------------------------------------------------------------------------------------------------
 *
 *     WEFT_SERVER(server);
 *     WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
 *     printf("port %d\n", weft_server_port(&server));
 *     return weft_serve_forever(&server); */

/* What runs for each connection, in a task of its own. The connection is closed when it returns. An error that it
 * returns goes to weft_on_error, and the server goes on. */
typedef int weft_serve_function(weft_stream *peer, void *arg);

/* A server: a socket that takes connections, and the tasks of those that it has taken (asyncio.Server). */
typedef struct weft_server {
    size_t stack_bytes; /* of a connection's task; 0: as for all tasks */
    /* private */
    struct weft__resource resource;
    struct weft__operation accept;
    weft_serve_function *fn;
    void *arg;
    const struct weft__transport *transport; /* NULL: it does not listen */
    void *inside;
    int descriptor;
    int error;
    uint8_t state;
    weft_place *place;
    struct weft__list connections;           /* the first is the oldest */
    struct weft__list serving;               /* the task in weft_serve_forever */
    struct weft__list waiting;               /* for its end */
    struct weft__node open;
    struct weft__timer retry;
    uint32_t count, made;
    char own[WEFT__STREAM_NAME_BYTES], next[WEFT__STREAM_NAME_BYTES];
} weft_server;

/* Declares one that is closed when the scope is left: it takes no more connections, the tasks of those that are open
 * are cancelled, and their ends are waited for while a cancel is held back. */
#define WEFT_SERVER(variable) \
    weft_server variable __attribute__((cleanup(weft__server_leave), unused)) = {.resource = {.name = #variable}}

/* Listens on `host` (an address; a name: its first address; NULL: on all) and `port` ("0": any that is free), and
 * serves from now on. `fn` gets `arg` with each connection. OK, IN_USE, DENIED, NOT_FOUND, CANCELLED, NO_MEMORY,
 * UNSUPPORTED, USAGE, HOST. (asyncio.start_server) */
WEFT_WAITS int weft_server_start(weft_place *place, weft_server *server, const char *host, const char *port,
                                 weft_serve_function *fn, void *arg);
#define weft_server_start(server, host, port, fn, arg) \
    weft_server_start(WEFT_HERE(#fn), server, host, port, fn, arg)

/* The same at a path of the file system, which is removed at the close (asyncio.start_unix_server). */
WEFT_WAITS int weft_server_start_unix(weft_place *place, weft_server *server, const char *path, weft_serve_function *fn,
                                      void *arg);
#define weft_server_start_unix(server, path, fn, arg) weft_server_start_unix(WEFT_HERE(#fn), server, path, fn, arg)

/* Waits until this task is cancelled; then closes the server, cancels what its connections do and waits for their ends.
 * CANCELLED; CLOSED when somebody else closed it; or why no more connections can be taken. USAGE: another task serves,
 * or it does not listen. (Server.serve_forever) */
WEFT_WAITS int weft_serve_forever(weft_place *place, weft_server *server);
#define weft_serve_forever(server) weft_serve_forever(WEFT_HERE(#server), server)

/* weft_server_start and weft_serve_forever in one (trio.serve_tcp). */
WEFT_WAITS int weft_serve(weft_place *place, const char *host, const char *port, weft_serve_function *fn, void *arg);
#define weft_serve(host, port, fn, arg) weft_serve(WEFT_HERE(#fn), host, port, fn, arg)

/* Takes no more connections. Those that are open go on (Server.close). */
void weft_server_close(weft_server *server);

/* Cancels the tasks of all connections that are open (Server.close_clients). */
void weft_server_cancel(weft_server *server);

/* Waits until the server is closed and no connection is open any more (Server.wait_closed). OK, CANCELLED, USAGE. */
WEFT_WAITS int weft_server_wait_closed(weft_place *place, weft_server *server);
#define weft_server_wait_closed(server) weft_server_wait_closed(WEFT_HERE(#server), server)

/* Where it listens, as in "127.0.0.1:8888", and the port alone; "" and 0 when it does not. (Server.sockets,
 * getsockname) */
const char *weft_server_name(const weft_server *server);
int weft_server_port(const weft_server *server);

/* How many connections are open, and how many there were. */
size_t weft_server_connections(const weft_server *server);
size_t weft_server_accepted(const weft_server *server);

/* ---- Bad networks -------------------------------------------------------------------------------------------------
 *
 *     for (uint64_t seed = 0; seed < 1000; seed++)      each in a run of its own
 *         weft_bad_network(seed, 0), then the client, the server, and a look at what they made of it */

/* What may go wrong with the network inside of the program. */
enum weft_network_fault {
    WEFT_NET_LATENCY = 1,    /* what is sent arrives late */
    WEFT_NET_SHORT = 2,      /* and in pieces: reads get less than there is */
    WEFT_NET_REFUSED = 4,    /* some connections are refused */
    WEFT_NET_RESET = 8,      /* some break after some bytes */
    WEFT_NET_HALF_OPEN = 16, /* some lose the other side without a word: one that sends gets WEFT_RESET after a while,
                                one that only reads waits for ever */
    WEFT_NET_PARTITION = 32, /* for some seconds nothing passes anywhere */
    WEFT_NET_SLOW = 64,      /* some take their bytes slowly, and few at once */
    WEFT_NET_LOSS = 128,     /* some datagrams never arrive (weft/udp.h); so do all of them during a partition */
    WEFT_NET_DOUBLE = 256,   /* some arrive twice */
    WEFT_NET_REORDER = 512,  /* some arrive behind later ones */
    WEFT_NET_ALL = 1023,
};

/* From here to the end of the run, new connections inside of the program are as bad as the seed says.
 * `kinds` are values of `enum weft_network_fault`, joined by |; 0: those that the seed chooses. The same seed is the
 * same network, on every host: play a program under a thousand of them. WEFT_NET_FAULTS does the same from outside:
 * "17", or "17,latency,short" (`weft run --net-faults`). Datagrams are late, lost, doubled or out of order; the other
 * kinds are those of connections. */
void weft_bad_network(uint64_t seed, unsigned kinds);

/* ---- Private building blocks ------------------------------------------------------------------------------------ */

static inline size_t weft__length(const char *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}
void weft__stream_leave(weft_stream *stream);
void weft__server_leave(weft_server *server);

#endif

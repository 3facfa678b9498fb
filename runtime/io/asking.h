/* What a task asks of the host for a connection: addresses, to connect, to listen. */
#ifndef WEFT_IO_ASKING_H
#define WEFT_IO_ASKING_H

#include "io/asked.h"
#include "io/stream.h"

enum { ADDRESSES_BYTES = 512, ADDRESS_BYTES = 64, NAMES_BYTES = 2 * WEFT__STREAM_NAME_BYTES, WHY_BYTES = 120 };

extern weft_wait_kind weft__for_connection;

/* Asks, and waits for the answer: 0 or more, or a code. `*host_error` has the host's number. */
int weft__ask_host(weft_place *place, weft_wait_kind *kind, struct weft__asked *asked, int *host_error);

/* Called off: what it has opened meanwhile is closed. */
void weft__call_off(struct weft__operation *operation);

/* One more reason in `why`: "no connection to A: refused; B: refused". */
void weft__note_failure(char *why, size_t room, const char *address, int code, int host_error);

/* Binds a socket for datagrams (LISTEN), or one that has a peer (CONNECT), at "udp:HOST:PORT" or "udp+broadcast:HOST:PORT": its descriptor and its
 * names; or a code, with its record. */
int weft__ask_for_datagrams(weft_place *place, enum weft__verb verb, const char *address, char *names, size_t room);

/* UNSUPPORTED, with a sentence. */
int weft__no_network(weft_place *place, const char *host);

/* How each connection to a host begins. OK: `count` addresses are there, each with a NUL; 0 of them: it is connected already, inside. */
struct addresses {
    int count;
    char texts[ADDRESSES_BYTES];
};
int weft__connect_begin(weft_place *place, weft_stream *stream, const char *host, const char *port, struct addresses *addresses);

#endif

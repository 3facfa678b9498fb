/* Seam 3, for datagrams: what is linked into programs that use weft/udp.h. A socket comes from a LISTEN or CONNECT at "udp:127.0.0.1:80", and is
 * closed as others are. What is here never waits. */
#ifndef WEFT_DATAGRAM_H
#define WEFT_DATAGRAM_H

#include "port/socket.h"
#include "weft/udp.h"

/* What comes with a datagram; the same words for hosts in JavaScript (docs/host-protocol.md). */
struct weft__origin {
    uint32_t dropped; /* how many were, since the socket is open, before this one came */
    uint32_t length;  /* of the whole, which may have had no room */
    char from[WEFT_ADDRESS_BYTES];
};

/* How many bytes were put into `bytes`; AGAIN; or a code. */
long weft__host_receive_from(int descriptor, void *bytes, size_t size, struct weft__origin *origin, int *host_error);
/* `count`, AGAIN, or a code. `to`: "127.0.0.1:80"; "" for the peer. */
long weft__host_send_to(int descriptor, const char *to, const void *bytes, size_t count, int *host_error);

#endif

/* What the files of datagrams share. How they go is a way: over a socket of the host's (datagram.c), or inside of the program
 * (datagram_inside.c). */
#ifndef WEFT_IO_DATAGRAM_H
#define WEFT_IO_DATAGRAM_H

#include "io/asking.h"
#include "port/datagram.h"

/* As in core/functions.h. */
#undef weft_receive_from
#undef weft_send_to
#undef weft_udp_connect
#undef weft_udp_open

/* None of its functions waits or calls back. Results as in port/datagram.h. */
struct weft__udp_way {
    long (*receive)(weft_udp *udp, void *bytes, size_t size, struct weft__origin *origin, int *host_error);
    long (*send)(weft_udp *udp, const char *to, const void *bytes, size_t count, int *host_error);
    int (*ask)(weft_udp *udp, bool to_send); /* says later, once, by weft__udp_ready in a turn, that it is worth to try again */
    void (*close)(weft_udp *udp);
};

extern const struct weft__udp_way weft__udp_host, weft__udp_inside;

void weft__udp_ready(weft_udp *udp, bool to_send, int code);

/* `peer`: its port, or NULL. OK, IN_USE, NO_MEMORY. The socket has its names and its `inside` then. */
int weft__udp_inside_open(weft_udp *udp, const char *port, const char *peer);

#endif

/* weft/udp.h: datagrams (UDP). Each is sent and received as a whole, or not at all. The words are asyncio's for
 * datagram endpoints and Trio's for sockets.
 *
 *     static int echo(weft_udp *socket)
 *     {
 *         char bytes[500], sender[WEFT_ADDRESS_BYTES];
 *         size_t count;
 *
 *         for (;;) {
 *             WEFT_TRY(weft_receive_from(socket, bytes, sizeof bytes, &count, sender));
 *             WEFT_TRY(weft_send_to(socket, sender, bytes, count));
 *         }
 *     }
 *
 *     WEFT_UDP(server);
 *     WEFT_TRY(weft_udp_open(&server, "127.0.0.1", "9999"));
 *     return echo(&server);
 *
 * What holds for all of them:
 *   - A datagram may be lost, come twice, or come behind one that was sent later: that is what they are. OK says that
 *     it was sent, not that it has arrived.
 *   - What came waits in a queue until it is received. The queue is bounded, and what finds no room is dropped and
 *     counted (weft_udp_dropped).
 *   - No cancel and no timeout loses one that came in: it waits for the next receive.
 *   - A host that has no datagrams answers WEFT_UNSUPPORTED with a sentence. Under the virtual clock, and where
 *     WEFT_NET is "inside", they go over the network inside of the program, which weft_bad_network makes a bad one.
 *   - The codes are those of weft.h and of weft/stream.h. weft_error_text() says more. */
#ifndef WEFT_UDP_H
#define WEFT_UDP_H

#include "weft/stream.h"

enum {
    WEFT_DATAGRAM_MOST = 65507, /* the most bytes of one */
    WEFT_ADDRESS_BYTES = 64,    /* room for an address, as in "127.0.0.1:9999" or "[::1]:9999", with its NUL */
};

struct weft__udp_way;

/* A socket for datagrams (a transport of create_datagram_endpoint, trio.socket with SOCK_DGRAM). */
typedef struct weft_udp {
    /* private */
    const struct weft__udp_way *way; /* NULL: closed */
    int descriptor;
    void *inside;
    struct weft__resource resource;
    struct weft__node open;
    struct weft__list calls;              /* that are under way: they learn when somebody closes it */
    struct weft__list receiving, sending; /* tasks that wait */
    struct weft__operation readable, writable;
    bool waits_to_receive, waits_to_send, broadcasts;
    uint16_t made;                        /* calls in this step without a wait */
    uint64_t step;
    size_t dropped;
    char own[WEFT_ADDRESS_BYTES], peer[WEFT_ADDRESS_BYTES];
} weft_udp;

/* Declares a closed socket, which is closed again when the scope is left in any way. */
#define WEFT_UDP(variable) \
    weft_udp variable __attribute__((cleanup(weft_udp_close), unused)) = {.resource = {.name = #variable}}

/* What weft_udp_open and weft_udp_connect are asked for behind the host. */
typedef struct weft_udp_options {
    const char *port;     /* given without a name */
    bool allow_broadcast; /* it may send to a broadcast address, such as "255.255.255.255:9999": each socket of the
                             local network that is open there at all addresses gets that. Without it such a send is
                             DENIED; in Node the next call is. Inside of the program one socket gets it, that of the
                             port (allow_broadcast) */
} weft_udp_options;

/* Opens it at `host` (an address; a name: its first address; NULL: all addresses of IPv4) and a port ("0": any that is
 * free); options follow it as `.name = value`. OK, IN_USE, DENIED, NOT_FOUND, INVALID (that is no port, or no address
 * of this machine), CANCELLED, NO_MEMORY, FULL (no more descriptors), UNSUPPORTED (no datagrams here, or no broadcast:
 * the text says which), USAGE (no task, or it is open), HOST. (loop.create_datagram_endpoint(local_addr=...)) */
WEFT_WAITS int weft_udp_open(weft_place *place, weft_udp *udp, const char *host, const weft_udp_options *options);
#define weft_udp_open(udp, host, ...) \
    weft_udp_open(WEFT_HERE(#udp), udp, host, &(weft_udp_options){.port = __VA_ARGS__})

/* Opens it at a free port, for one peer only: it sends to that address, and receives from no other. Nothing is sent
 * yet, so a peer that is not there is noticed later: a send or receive gives REFUSED, once for each time that the other
 * machine says so. The codes of weft_udp_open. (loop.create_datagram_endpoint(remote_addr=...)) */
WEFT_WAITS int weft_udp_connect(weft_place *place, weft_udp *udp, const char *host, const weft_udp_options *options);
#define weft_udp_connect(udp, host, ...) \
    weft_udp_connect(WEFT_HERE(#udp), udp, host, &(weft_udp_options){.port = __VA_ARGS__})

/* Sends one datagram to `address`, as in "127.0.0.1:9999", "[::1]:9999" or "localhost:9999" (a name is looked up each
 * time); NULL: to the peer. Waits while the system has no room. An empty one is a datagram, too. OK, CANCELLED (it was
 * not sent), LIMIT (more than WEFT_DATAGRAM_MOST bytes, or more than the network takes), INVALID (that is no address,
 * or the socket has a peer and it is another one, or has none), NOT_FOUND (no such name), REFUSED, DENIED, RESET (no
 * way leads there), CLOSED (it is closed, or was closed meanwhile), NO_MEMORY, USAGE (no task), HOST.
 * (DatagramTransport.sendto, SocketType.sendto) */
WEFT_WAITS int weft_send_to(weft_place *place, weft_udp *udp, const char *address, const void *bytes, size_t count);
#define weft_send_to(udp, address, bytes, count) weft_send_to(WEFT_HERE(#udp), udp, address, bytes, count)

/* Waits for a datagram. `*count` is how many bytes it has: 0 for an empty one. `sender`, which has WEFT_ADDRESS_BYTES
 * bytes or is NULL, is where it came from, for an answer. LIMIT: it has no room in `size` bytes; the first of them are
 * given, `*count` is `size`, and the rest is lost. Several tasks may wait: each datagram goes to one of them. OK,
 * CANCELLED (nothing is lost), LIMIT, REFUSED (nobody is there where a datagram was sent to: the next receive goes on),
 * CLOSED (it is closed, or was closed meanwhile), RESET (the program was moved to another host), INVALID, USAGE (no
 * task), HOST. (DatagramProtocol.datagram_received and error_received, SocketType.recvfrom) */
WEFT_WAITS int weft_receive_from(weft_place *place, weft_udp *udp, void *bytes, size_t size, size_t *count,
                                 char *sender);
#define weft_receive_from(udp, bytes, size, count, sender) \
    weft_receive_from(WEFT_HERE(#udp), udp, bytes, size, count, sender)

/* Closes it now. Tasks that wait for it get CLOSED. What came and was not received is gone. Closing twice is fine.
 * (DatagramTransport.close) */
void weft_udp_close(weft_udp *udp);

/* Whether it is open. */
bool weft_udp_is_open(const weft_udp *udp);

/* Where it is open, as in "127.0.0.1:9999", and the port alone; its peer. "" and 0 for none. The text lives as long as
 * the socket is open (get_extra_info("sockname"), get_extra_info("peername")). */
const char *weft_udp_name(const weft_udp *udp);
int weft_udp_port(const weft_udp *udp);
const char *weft_udp_peer_name(const weft_udp *udp);

/* How many datagrams came and found no room in the queue, before the one that was received last came. The queue has
 * room for as many bytes as the system gives it, some 200 KiB; inside of the program for 256 datagrams. In Node what
 * the system itself has dropped is not counted: Node does not say it. */
size_t weft_udp_dropped(const weft_udp *udp);

#endif

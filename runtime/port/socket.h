/* Seam 3: descriptors that carry bytes, for programs that use streams, servers or processes; nothing of it is linked into others. What takes
 * time is an operation (host.h); what is here never waits. A descriptor that a CONNECT, LISTEN or ACCEPT gave belongs to the runtime, and is
 * closed by weft__host_close, or at the stop of a run. */
#ifndef WEFT_SOCKET_H
#define WEFT_SOCKET_H

#include "port/host.h"
#include "weft/stream.h"

/* It would have to wait: a READABLE or WRITABLE will complete when it is worth to try again. */
enum { WEFT__AGAIN = -1000 };

/* How many bytes came, 0 at the end, AGAIN, or a code; then `*host_error` has the host's number for words. */
long weft__host_receive(int descriptor, void *bytes, size_t count, int *host_error);
/* How many were taken, at least one; AGAIN; or a code. */
long weft__host_send(int descriptor, const void *bytes, size_t count, int *host_error);
/* Nothing more will be sent. OK or a code. */
int weft__host_send_end(int descriptor);
void weft__host_close(int descriptor);
/* A descriptor of the program's: OK, or INVALID. `*blocks`: a receive or send on it may block, so only after a READABLE or WRITABLE, and once. */
int weft__host_borrow(int descriptor, bool *blocks);

/* Whether this host has sockets at all. */
bool weft__host_has_sockets(void);
/* It has none, and makes connections all the same, each for what it is asked: a page fetches. */
bool weft__host_reaches_out(void);
/* Whether its connections can have TLS. */
bool weft__host_has_tls(void);

/* Words for a host's number that say more than the code does, the same on every host; "" where there are none. (Weak for the tape, which is in
 * programs without sockets, too.) */
const char *weft__host_error_words(int host_error) __attribute__((weak));
/* The same for hosts whose numbers are WASI's (words_wasi.c). */
const char *weft__wasi_words(int host_error);

#endif

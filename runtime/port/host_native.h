/* What the files of the native host share. */
#ifndef WEFT_HOST_NATIVE_H
#define WEFT_HOST_NATIVE_H

#include "port/host.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

/* What is outstanding for one descriptor, in the order in which it was submitted. One of the runtime's own is registered once, for edges: the
 * flags keep what the system has said since, until a call has found nothing. */
struct weft__row {
    struct weft__operation *first;
    bool owned, socket, readable, writable;
    bool ended; /* the other side has ended: it stays readable */
    struct weft__secure *secure; /* TLS over it (tls_native.c); NULL: none */
};

/* The row of a descriptor of the runtime's own; NULL for another. */
struct weft__row *weft__row_of(int descriptor);
bool weft__own(int descriptor); /* false: no memory, or none of the system's */
void weft__disown(int descriptor); /* closes it */
/* The operation waits for its descriptor, which is owned. */
int weft__wait_on(struct weft__operation *operation);
void weft__complete(struct weft__operation *operation, int32_t result);
/* Ends the wait, from any thread. */
void weft__ring(void);

/* socket_native.c, in programs that have sockets: its descriptor is ready (false: it was not); it is not wanted any more; what threads have
 * found out is completed. */
__attribute__((weak)) bool weft__socket_ready(struct weft__operation *operation);
__attribute__((weak)) void weft__socket_call_off(struct weft__operation *operation);
__attribute__((weak)) void weft__resolved_take(void);
__attribute__((weak)) void weft__sockets_stop(void);

/* process_native.c, in programs that have processes: as those of sockets. */
__attribute__((weak)) bool weft__process_ready(struct weft__operation *operation);
__attribute__((weak)) void weft__process_call_off(const struct weft__operation *operation);
/* tls_native.c, in programs with OpenSSL. SECURE begins (a code, or it is complete or waits); its descriptor may be ready (false: it was not); bytes as
 * those of weft__host_receive and its like; before its descriptor is closed; at the end of a run. */
__attribute__((weak)) int weft__secure_begin(struct weft__operation *operation);
__attribute__((weak)) bool weft__secure_ready(struct weft__operation *operation);
__attribute__((weak)) long weft__secure_receive(int descriptor, void *bytes, size_t count, int *host_error);
__attribute__((weak)) long weft__secure_send(int descriptor, const void *bytes, size_t count, int *host_error);
__attribute__((weak)) int weft__secure_send_end(int descriptor);
__attribute__((weak)) void weft__secure_close(int descriptor);
__attribute__((weak)) void weft__secure_stop(void);
/* The bytes below. */
long weft__socket_receive(int descriptor, void *bytes, size_t count, int *host_error);
long weft__socket_send(int descriptor, const void *bytes, size_t count, int *host_error);

/* Addresses: of "127.0.0.1:80" or "[::1]:80", 0 for another text; and back, or of a path. Returns where the next name goes. */
union weft__socket_address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un path;
};
socklen_t weft__read_host_and_port(const char *text, union weft__socket_address *address);
char *weft__write_name(char *at, const char *end, const union weft__socket_address *address);

/* What an errno means; and its number for words. */
int weft__socket_code(int error);
int weft__socket_fail(struct weft__operation *operation, int error);

#endif

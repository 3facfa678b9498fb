/* What the files of a component share: the imports of WASI 0.2, as the canonical ABI lowers them, and how their answers lie in memory. What is
 * imported is declared in program.wit. */
#ifndef COMPONENT_H
#define COMPONENT_H

#include "host_wasi.h"

#include <stdint.h>

typedef int32_t handle; /* of a resource; 0: none */

#define FROM(interface, name) __attribute__((import_module("wasi:" interface "@0.2.0"), import_name(name)))
/* Takes the place of an import of preview 1 that libc has. */
#define PREVIEW1(name) int32_t __imported_wasi_snapshot_preview1_##name

struct list { void *items; size_t count; };
struct text { const char *bytes; size_t count; };

/* Results with a handle, nothing or an amount in them, and the error of a stream: 0 has failed, 1 is closed. */
struct plain { uint8_t failed, error; };
struct handles { uint8_t failed; union { uint8_t error; handle first; }; handle second, third; };
struct bytes { uint8_t failed; union { struct list list; struct { uint8_t error; handle why; }; }; };
struct permit { uint8_t failed; _Alignas(8) union { uint64_t count; struct { uint8_t error; handle why; }; }; };
struct written { uint8_t failed; _Alignas(4) uint8_t error; handle why; };

struct ipv4 { uint16_t port; uint8_t bytes[4]; };
struct ipv6 { uint16_t port; uint32_t flow; uint16_t words[8]; uint32_t scope; };
struct address { uint8_t failed; _Alignas(4) union { uint8_t error; uint8_t family; }; _Alignas(4) union { struct ipv4 four; struct ipv6 six; }; };
struct resolved { uint8_t failed; _Alignas(2) union { uint8_t error; uint8_t is_some; }; _Alignas(2) uint8_t family; _Alignas(2) union { uint8_t four[4]; uint16_t six[8]; }; };

FROM("io/poll", "poll") void wasi_poll(const handle *pollables, size_t count, struct list *ready);
FROM("io/poll", "[method]pollable.block") void wasi_block(handle pollable);
FROM("io/poll", "[resource-drop]pollable") void wasi_drop_pollable(handle pollable);
FROM("io/error", "[resource-drop]error") void wasi_drop_error(handle error);
FROM("io/streams", "[method]input-stream.read") void wasi_read(handle in, uint64_t most, struct bytes *answer);
FROM("io/streams", "[method]input-stream.blocking-read") void wasi_read_blocking(handle in, uint64_t most, struct bytes *answer);
FROM("io/streams", "[method]input-stream.subscribe") handle wasi_when_readable(handle in);
FROM("io/streams", "[resource-drop]input-stream") void wasi_drop_in(handle in);
FROM("io/streams", "[method]output-stream.check-write") void wasi_check_write(handle out, struct permit *answer);
FROM("io/streams", "[method]output-stream.write") void wasi_write(handle out, const void *bytes, size_t count, struct written *answer);
FROM("io/streams", "[method]output-stream.blocking-write-and-flush")
void wasi_write_blocking(handle out, const void *bytes, size_t count, struct written *answer);
FROM("io/streams", "[method]output-stream.subscribe") handle wasi_when_writable(handle out);
FROM("io/streams", "[resource-drop]output-stream") void wasi_drop_out(handle out);
FROM("clocks/monotonic-clock", "now") uint64_t wasi_now(void);
FROM("clocks/monotonic-clock", "subscribe-duration") handle wasi_after(uint64_t nanoseconds);

/* The next list of bytes that the host gives lies here, instead of in memory of its own. */
void component_receive_into(void *bytes);

handle component_stdin(void); /* preview1.c */

/* wait.c */
void component_complete(struct weft__operation *operation, int32_t result, int error);
handle component_kept(handle *kept, handle (*make)(handle), handle of); /* made when it is first wanted */

/* network.c, in components that have connections. What libc asks of their descriptors; an error of preview 1. */
enum { FIRST_SOCKET = 16 };
__attribute__((weak)) int32_t component_socket_read(int32_t fd, void *bytes, size_t most, size_t *count);
__attribute__((weak)) int32_t component_socket_write(int32_t fd, const void *bytes, size_t most, size_t *count);
__attribute__((weak)) int32_t component_socket_close(int32_t fd);
/* What wait.c asks: to begin an operation (true: it can go on at once), to go on with one, what says when, and to forget those that were called off. */
__attribute__((weak)) bool component_network_begin(struct weft__operation *operation);
__attribute__((weak)) void component_network_go_on(struct weft__operation *operation);
__attribute__((weak)) handle component_network_when(const struct weft__operation *operation);
__attribute__((weak)) void component_network_sweep(void);

#endif

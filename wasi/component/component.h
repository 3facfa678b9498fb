/* What the files of a component share: the imports of WASI 0.2, as the canonical ABI lowers them, and how their answers lie in memory. What is
 * imported is declared in program.wit. With COMPONENT_03 it is what 0.2 and 0.3 have in common; the rest of 0.3 is in wasi/component03/abi.h. */
#ifndef COMPONENT_H
#define COMPONENT_H

#include "host_wasi.h"

#include <stdint.h>

typedef int32_t handle; /* of a resource; 0: none */

#ifdef COMPONENT_03
#define WASI_VERSION "@0.3.0"
#define WALL_CLOCK "clocks/system-clock"
#else
#define WASI_VERSION "@0.2.0"
#define WALL_CLOCK "clocks/wall-clock"
#endif
#define FROM(interface, name) __attribute__((import_module("wasi:" interface WASI_VERSION), import_name(name)))
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
struct socket_address { _Alignas(4) uint8_t family; _Alignas(4) union { struct ipv4 four; struct ipv6 six; }; };
struct resolved { uint8_t failed; _Alignas(2) union { uint8_t error; uint8_t is_some; }; _Alignas(2) uint8_t family; _Alignas(2) union { uint8_t four[4]; uint16_t six[8]; }; };

#ifndef COMPONENT_03
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
FROM("clocks/monotonic-clock", "subscribe-duration") handle wasi_after(uint64_t nanoseconds);
#endif
FROM("clocks/monotonic-clock", "now") uint64_t wasi_now(void);

/* The next list of bytes that the host gives lies here, instead of in memory of its own. */
void component_receive_into(void *bytes);

/* stdio.c, one for each version. 0, or an error of preview 1. */
handle component_stdin(void);
int32_t component_write_output(int32_t fd, const char *bytes, size_t count);
int32_t component_read_input(void *bytes, size_t most, size_t *count);
void component_sleep(uint64_t nanoseconds);

/* wait.c */
void component_complete(struct weft__operation *operation, int32_t result, int error);
handle component_kept(handle *kept, handle (*make)(handle), handle of); /* made when it is first wanted */

/* An address as parameters: those of its family, and zeros. */
enum family { IPV4, IPV6 };
#define ADDRESS_PARAMETERS int32_t family, int32_t a, int32_t b, int32_t c, int32_t d, int32_t e, int32_t f, int32_t g, int32_t h, int32_t i, int32_t j, int32_t k
#define FLAT(x) (x).family, (x).family ? (x).six.port : (x).four.port, (x).family ? (int32_t)(x).six.flow : (x).four.bytes[0], \
    (x).family ? (x).six.words[0] : (x).four.bytes[1], (x).family ? (x).six.words[1] : (x).four.bytes[2],                      \
    (x).family ? (x).six.words[2] : (x).four.bytes[3], (x).six.words[3], (x).six.words[4], (x).six.words[5], (x).six.words[6],  \
    (x).six.words[7], (int32_t)(x).six.scope

/* network.c, for datagrams.c: an error of sockets as one of preview 1. */
enum { WOULD_BLOCK = 8 };
int component_error(uint8_t code);
handle component_network(void);
/* address.c: "127.0.0.1:80" or "[::1]:80" and back, with a NUL, if it fits; an address that is its own name; twice the room, what is new is zero. */
bool component_parse(const char *text, struct address *address);
char *component_put_address(char *to, const char *end, const struct socket_address *address);
char *component_put_name(char *to, const char *end, handle socket, void (*ask)(handle, struct address *));
void component_put_host(char *to, size_t most, uint8_t family, const uint8_t *four, const uint16_t *words);
bool component_is_address(const char *text);
bool component_grow(void **items, size_t *count, size_t size);
bool component_find_free(void **items, size_t *count, size_t size, size_t *at);

/* datagrams.c, in the same components. */
enum { FIRST_DATAGRAMS = 1 << 20 };
__attribute__((weak)) void component_datagrams_begin(struct weft__operation *operation);
__attribute__((weak)) handle component_datagrams_when(const struct weft__operation *operation);
__attribute__((weak)) bool component_datagrams_open(int32_t fd);
__attribute__((weak)) int32_t component_datagrams_close(int32_t fd);
__attribute__((weak)) int32_t component_datagrams_read(int32_t fd, const __wasi_iovec_t *vectors, int32_t many, size_t *count);
__attribute__((weak)) int32_t component_datagrams_write(int32_t fd, const __wasi_ciovec_t *vectors, int32_t many, size_t *count);

/* files.c, in components that have files. The same for theirs, which come before those of connections. */
__attribute__((weak)) int32_t component_file_read(int32_t fd, const __wasi_iovec_t *vectors, int32_t many, size_t *count);
__attribute__((weak)) int32_t component_file_write(int32_t fd, const __wasi_ciovec_t *vectors, int32_t many, size_t *count);
__attribute__((weak)) int32_t component_file_close(int32_t fd);
__attribute__((weak)) int32_t component_file_status(int32_t fd, __wasi_fdstat_t *status);
__attribute__((weak)) int32_t component_file_flags(int32_t fd, int32_t flags);
__attribute__((weak)) int32_t component_file_stat(int32_t fd, __wasi_filestat_t *to);
__attribute__((weak)) int32_t component_file_seek(int32_t fd, int64_t offset, int32_t from, uint64_t *to);

/* network.c, in components that have connections. What libc asks of their descriptors; an error of preview 1. */
enum { FIRST_SOCKET = 1 << 16 };
__attribute__((weak)) int32_t component_socket_read(int32_t fd, void *bytes, size_t most, size_t *count);
__attribute__((weak)) int32_t component_socket_write(int32_t fd, const void *bytes, size_t most, size_t *count);
__attribute__((weak)) int32_t component_socket_close(int32_t fd);
/* What wait.c asks: to begin an operation (true: it can go on at once), to go on with one, what says when, and to forget those that were called off. */
__attribute__((weak)) bool component_network_begin(struct weft__operation *operation);
__attribute__((weak)) void component_network_go_on(struct weft__operation *operation);
__attribute__((weak)) handle component_network_when(const struct weft__operation *operation);
__attribute__((weak)) void component_network_sweep(void);

#endif

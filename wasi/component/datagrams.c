/* Datagrams of a component, by WASI 0.2's. A socket is opened in one go; its descriptors are numbers of their own, behind those of connections. One datagram
 * is read or written at a time, in the form of docs/host-protocol.md. */
#include "datagrams.h"

#include "port/datagram.h"
#include "port/socket.h"

#include <stdlib.h>
#include <string.h>

FROM("sockets/udp-create-socket", "create-udp-socket") void wasi_udp_create(int32_t family, struct handles *answer);
FROM("sockets/udp", "[method]udp-socket.start-bind") void wasi_udp_bind(handle socket, handle network, ADDRESS_PARAMETERS, struct plain *answer);
FROM("sockets/udp", "[method]udp-socket.finish-bind") void wasi_udp_bound(handle socket, struct plain *answer);
FROM("sockets/udp", "[method]udp-socket.stream") void wasi_udp_stream(handle socket, int32_t has_peer, ADDRESS_PARAMETERS, struct handles *answer);
FROM("sockets/udp", "[method]udp-socket.local-address") void wasi_udp_own(handle socket, struct address *answer);
FROM("sockets/udp", "[method]udp-socket.remote-address") void wasi_udp_peer(handle socket, struct address *answer);
FROM("sockets/udp", "[method]udp-socket.subscribe") handle wasi_when_udp(handle socket);
FROM("sockets/udp", "[resource-drop]udp-socket") void wasi_drop_udp(handle socket);
FROM("sockets/udp", "[method]incoming-datagram-stream.receive") void wasi_udp_receive(handle in, uint64_t most, struct bytes *answer);
FROM("sockets/udp", "[method]incoming-datagram-stream.subscribe") handle wasi_when_datagram(handle in);
FROM("sockets/udp", "[resource-drop]incoming-datagram-stream") void wasi_drop_datagrams_in(handle in);
FROM("sockets/udp", "[method]outgoing-datagram-stream.check-send") void wasi_udp_check(handle out, struct permit *answer);
FROM("sockets/udp", "[method]outgoing-datagram-stream.send") void wasi_udp_send(handle out, const void *datagrams, size_t count, struct permit *answer);
FROM("sockets/udp", "[method]outgoing-datagram-stream.subscribe") handle wasi_when_sendable(handle out);
FROM("sockets/udp", "[resource-drop]outgoing-datagram-stream") void wasi_drop_datagrams_out(handle out);

struct datagram_in { struct list data; struct socket_address from; };
struct datagram_out { struct list data; uint8_t has_peer; struct socket_address to; };

void component_datagrams_own(handle socket, struct address *answer)
{
    wasi_udp_own(socket, answer);
}

void component_datagrams_peer(handle socket, struct address *answer)
{
    wasi_udp_peer(socket, answer);
}

void component_datagrams_drop(struct datagrams *socket)
{
    if (socket->readable)
        wasi_drop_pollable(socket->readable);
    if (socket->writable)
        wasi_drop_pollable(socket->writable);
    if (socket->in)
        wasi_drop_datagrams_in(socket->in);
    if (socket->out)
        wasi_drop_datagrams_out(socket->out);
    wasi_drop_udp(socket->socket);
    *socket = (struct datagrams){.socket = 0};
}

/* ---- opening ---- */

/* An error of WASI 0.2's, or 0. Binding needs no other side: where it is not done at once, it is soon. */
static int bind_to(handle socket, const struct address *address)
{
    struct plain answer;

    wasi_udp_bind(socket, component_network(), FLAT(*address), &answer);
    while (!answer.failed) {
        wasi_udp_bound(socket, &answer);
        if (!answer.failed)
            return 0;
        if (answer.error != WOULD_BLOCK)
            break;
        handle bound = wasi_when_udp(socket);
        wasi_block(bound);
        wasi_drop_pollable(bound);
        answer.failed = 0;
    }
    return component_error(answer.error);
}

int component_datagrams_open_one(struct datagrams *socket, const struct address *address, bool has_peer)
{
    const struct address anywhere = {.family = address->family};
    struct handles made;

    wasi_udp_create(address->family, &made);
    if (made.failed)
        return component_error(made.error);
    socket->socket = made.first;
    int error = bind_to(socket->socket, has_peer ? &anywhere : address);
    if (error)
        return error;
    wasi_udp_stream(socket->socket, has_peer, FLAT(*address), &made);
    if (made.failed)
        return component_error(made.error);
    socket->in = made.first;
    socket->out = made.second;
    return 0;
}

handle component_datagrams_when(const struct weft__operation *operation)
{
    struct datagrams *socket = component_datagrams_of(operation->descriptor);

    if (!socket)
        return 0;
    return operation->verb == WEFT__WRITABLE ? component_kept(&socket->writable, wasi_when_sendable, socket->out)
                                             : component_kept(&socket->readable, wasi_when_datagram, socket->in);
}

/* ---- one datagram ---- */

int32_t component_datagrams_read(int32_t fd, const __wasi_iovec_t *vectors, int32_t many, size_t *count)
{
    struct datagrams *socket = component_datagrams_of(fd);
    struct bytes answer;

    *count = 0;
    if (!socket || many != 2 || vectors[0].buf_len != sizeof(struct weft__origin))
        return __WASI_ERRNO_INVAL;
    wasi_udp_receive(socket->in, 1, &answer);
    if (answer.failed)
        return component_error(answer.error);
    if (answer.list.count == 0)
        return __WASI_ERRNO_AGAIN;
    struct datagram_in *datagram = answer.list.items;
    struct weft__origin *origin = (void *)vectors[0].buf;
    size_t part = datagram->data.count < vectors[1].buf_len ? datagram->data.count : vectors[1].buf_len;
    *origin = (struct weft__origin){.length = (uint32_t)datagram->data.count};
    component_put_address(origin->from, origin->from + sizeof origin->from, &datagram->from);
    if (part > 0)
        memcpy(vectors[1].buf, datagram->data.items, part);
    *count = sizeof *origin + part;
    if (datagram->data.count > 0)
        free(datagram->data.items);
    free(datagram);
    return 0;
}

/* Behind the text of its address and a NUL. */
int32_t component_datagrams_write(int32_t fd, const __wasi_ciovec_t *vectors, int32_t many, size_t *count)
{
    struct datagrams *socket = component_datagrams_of(fd);
    struct datagram_out datagram;
    struct address to = {.failed = 0};
    struct permit answer;

    *count = 0;
    if (!socket || many != 2 || vectors[0].buf_len == 0)
        return __WASI_ERRNO_INVAL;
    bool has_peer = vectors[0].buf_len > 1;
    if (has_peer && !component_parse((const char *)vectors[0].buf, &to))
        return __WASI_ERRNO_INVAL;
    wasi_udp_check(socket->out, &answer);
    if (answer.failed)
        return component_error(answer.error);
    if (answer.count == 0)
        return __WASI_ERRNO_AGAIN;
    datagram = (struct datagram_out){.data = {(void *)vectors[1].buf, vectors[1].buf_len}, .has_peer = has_peer,
                                     .to = {.family = to.family, .six = to.six}};
    if (to.family == IPV4)
        datagram.to.four = to.four;
    wasi_udp_send(socket->out, &datagram, 1, &answer);
    if (answer.failed)
        return component_error(answer.error);
    if (answer.count == 0)
        return __WASI_ERRNO_AGAIN;
    *count = vectors[0].buf_len + vectors[1].buf_len;
    return 0;
}

/* Datagrams of a component, by WASI 0.3's: one is received and one sent at a time, each a call that answers when it is done. Descriptors and the form of
 * what is read and written are those of 0.2's (wasi/component/datagrams.c). */
#include "abi.h"

#include "component/datagrams.h"

#include "port/datagram.h"
#include "port/socket.h"

#include <stdlib.h>
#include <string.h>

struct received { uint8_t failed; union { struct failure error; struct { struct list data; struct socket_address from; }; }; };
struct parameters { handle socket; struct list data; uint8_t has_peer; struct socket_address to; };

/* What is under way must stay where it is. */
struct incoming { handle subtask; struct received answer; };
struct outgoing { handle subtask; struct parameters parameters; struct done answer; char bytes[]; };

FROM("sockets/types", "[static]udp-socket.create") void wasi_udp_create(int32_t family, struct made *answer);
FROM("sockets/types", "[method]udp-socket.bind") void wasi_udp_bind(handle socket, ADDRESS_PARAMETERS, struct done *answer);
FROM("sockets/types", "[method]udp-socket.connect") void wasi_udp_connect(handle socket, ADDRESS_PARAMETERS, struct done *answer);
FROM("sockets/types", "[async-lower][method]udp-socket.send") uint32_t wasi_udp_send(const struct parameters *parameters, struct done *answer);
FROM("sockets/types", "[async-lower][method]udp-socket.receive") uint32_t wasi_udp_receive(handle socket, struct received *answer);
FROM("sockets/types", "[method]udp-socket.get-local-address") void wasi_udp_own(handle socket, struct address *answer);
FROM("sockets/types", "[method]udp-socket.get-remote-address") void wasi_udp_peer(handle socket, struct address *answer);
FROM("sockets/types", "[resource-drop]udp-socket") void wasi_drop_udp(handle socket);

static void call_off(handle subtask)
{
    component_forget(subtask);
    (void)wasi_cancel_subtask(subtask);
    wasi_drop_subtask(subtask);
}

static void free_incoming(struct incoming *in)
{
    if (!in->answer.failed && in->answer.data.count > 0)
        free(in->answer.data.items);
    free(in);
}

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
    if (socket->coming && socket->coming->subtask)
        call_off(socket->coming->subtask);
    if (socket->coming)
        free_incoming(socket->coming);
    if (socket->going)
        call_off(socket->going->subtask);
    free(socket->going);
    wasi_drop_udp(socket->socket);
    *socket = (struct datagrams){.socket = 0};
}

/* ---- opening ---- */

int component_datagrams_open_one(struct datagrams *socket, const struct address *address, bool has_peer)
{
    struct made made;
    struct done done;

    wasi_udp_create(address->family, &made);
    if (made.failed)
        return component_failure(&made.error);
    socket->socket = made.first;
    if (has_peer)
        wasi_udp_connect(made.first, FLAT(*address), &done);
    else
        wasi_udp_bind(made.first, FLAT(*address), &done);
    return done.failed ? component_failure(&done.error) : 0;
}

/* ---- one datagram ---- */

/* Whether one is there; if not, it is asked for. */
static bool has_incoming(struct datagrams *socket)
{
    if (!socket->coming) {
        socket->coming = calloc(1, sizeof *socket->coming);
        if (!socket->coming)
            return false;
        uint32_t answer = wasi_udp_receive(socket->socket, &socket->coming->answer);
        if (STATE_OF(answer) != SUBTASK_RETURNED)
            socket->coming->subtask = (handle)(answer >> STATE_BITS);
    }
    if (socket->coming->subtask)
        component_await(socket->coming->subtask, FOR_RECEIVING, component_datagrams_index(socket));
    return !socket->coming->subtask;
}

handle component_datagrams_when(const struct weft__operation *operation)
{
    struct datagrams *socket = component_datagrams_of(operation->descriptor);

    if (operation->verb == WEFT__WRITABLE ? !socket->going : has_incoming(socket))
        component_wake(operation->descriptor, operation->verb == WEFT__WRITABLE);
    return 0;
}

void component_datagrams_hear(enum purpose purpose, size_t index)
{
    struct datagrams *socket = component_datagrams_at(index);

    if (purpose == FOR_RECEIVING) {
        socket->coming->subtask = 0;
    } else {
        free(socket->going);
        socket->going = NULL;
    }
    component_wake((int32_t)index + FIRST_DATAGRAMS, purpose == FOR_SENDING);
}

int32_t component_datagrams_read(int32_t fd, const __wasi_iovec_t *vectors, int32_t many, size_t *count)
{
    struct datagrams *socket = component_datagrams_of(fd);

    *count = 0;
    if (!socket || many != 2 || vectors[0].buf_len != sizeof(struct weft__origin))
        return __WASI_ERRNO_INVAL;
    if (!has_incoming(socket))
        return __WASI_ERRNO_AGAIN;
    struct incoming *in = socket->coming;
    const struct received *answer = &in->answer;
    socket->coming = NULL;
    if (answer->failed) {
        int error = component_failure(&answer->error);
        free_incoming(in);
        return error;
    }
    struct weft__origin *origin = (void *)vectors[0].buf;
    size_t part = answer->data.count < vectors[1].buf_len ? answer->data.count : vectors[1].buf_len;
    *origin = (struct weft__origin){.length = (uint32_t)answer->data.count};
    component_put_address(origin->from, origin->from + sizeof origin->from, &answer->from);
    if (part > 0)
        memcpy(vectors[1].buf, answer->data.items, part);
    *count = sizeof *origin + part;
    free_incoming(in);
    return 0;
}

/* Behind the text of its address and a NUL. */
int32_t component_datagrams_write(int32_t fd, const __wasi_ciovec_t *vectors, int32_t many, size_t *count)
{
    struct datagrams *socket = component_datagrams_of(fd);
    struct address to = {.failed = 0};

    *count = 0;
    if (!socket || many != 2 || vectors[0].buf_len == 0)
        return __WASI_ERRNO_INVAL;
    bool has_peer = vectors[0].buf_len > 1;
    if (has_peer && !component_parse((const char *)vectors[0].buf, &to))
        return __WASI_ERRNO_INVAL;
    if (socket->going)
        return __WASI_ERRNO_AGAIN;
    struct outgoing *out = calloc(1, sizeof *out + vectors[1].buf_len);
    if (!out)
        return __WASI_ERRNO_NOMEM;
    if (vectors[1].buf_len > 0)
        memcpy(out->bytes, vectors[1].buf, vectors[1].buf_len);
    out->parameters = (struct parameters){.socket = socket->socket, .data = {out->bytes, vectors[1].buf_len}, .has_peer = has_peer,
                                          .to = {.family = to.family, .six = to.six}};
    if (to.family == IPV4)
        out->parameters.to.four = to.four;
    uint32_t answer = wasi_udp_send(&out->parameters, &out->answer);
    int32_t error = 0;
    if (STATE_OF(answer) == SUBTASK_RETURNED) {
        error = out->answer.failed ? component_failure(&out->answer.error) : 0;
        free(out);
    } else {
        out->subtask = (handle)(answer >> STATE_BITS);
        socket->going = out;
        component_await(out->subtask, FOR_SENDING, component_datagrams_index(socket));
    }
    *count = error ? 0 : vectors[0].buf_len + vectors[1].buf_len;
    return error;
}

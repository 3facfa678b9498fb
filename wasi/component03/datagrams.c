/* Datagrams of a component, by WASI 0.3's: one is received and one sent at a time, each a call that answers when it is done. Descriptors and the form of
 * what is read and written are those of 0.2's (wasi/component/datagrams.c). */
#include "abi.h"

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

struct datagrams { handle socket; struct incoming *in; struct outgoing *out; }; /* `socket` 0: free */

static struct datagrams *sockets;
static size_t room;

static struct datagrams *socket_of(int32_t fd)
{
    size_t at = (size_t)(fd - FIRST_DATAGRAMS);

    return fd >= FIRST_DATAGRAMS && at < room && sockets[at].socket ? &sockets[at] : NULL;
}

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

static void drop(struct datagrams *socket)
{
    if (socket->in && socket->in->subtask)
        call_off(socket->in->subtask);
    if (socket->in)
        free_incoming(socket->in);
    if (socket->out)
        call_off(socket->out->subtask);
    free(socket->out);
    wasi_drop_udp(socket->socket);
    *socket = (struct datagrams){.socket = 0};
}

int32_t component_datagrams_close(int32_t fd)
{
    struct datagrams *socket = socket_of(fd);

    if (!socket)
        return __WASI_ERRNO_BADF;
    drop(socket);
    return 0;
}

bool component_datagrams_open(int32_t fd)
{
    return socket_of(fd) != NULL;
}

/* ---- opening ---- */

static int open_one(struct datagrams *socket, const struct address *address, bool has_peer)
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

void component_datagrams_begin(struct weft__operation *operation)
{
    char *names = operation->bytes, *end = names + operation->count;
    bool has_peer = operation->verb == WEFT__CONNECT;
    struct datagrams socket = {.socket = 0};
    struct address address;
    size_t at = 0;

    if (!component_parse(operation->text + 4, &address)) {
        component_complete(operation, WEFT_INVALID, 0);
        return;
    }
    while (at < room && sockets[at].socket)
        at++;
    if (at == room && !component_grow((void **)&sockets, &room, sizeof *sockets)) {
        component_complete(operation, WEFT_NO_MEMORY, 0);
        return;
    }
    int error = open_one(&socket, &address, has_peer);
    if (error) {
        if (socket.socket)
            drop(&socket);
        component_complete(operation, weft__socket_code(error), error);
        return;
    }
    names = component_put_name(names, end, socket.socket, wasi_udp_own);
    if (has_peer)
        component_put_name(names, end, socket.socket, wasi_udp_peer);
    sockets[at] = socket;
    component_complete(operation, (int32_t)at + FIRST_DATAGRAMS, 0);
}

/* ---- one datagram ---- */

/* Whether one is there; if not, it is asked for. */
static bool has_incoming(struct datagrams *socket)
{
    if (!socket->in) {
        socket->in = calloc(1, sizeof *socket->in);
        if (!socket->in)
            return false;
        uint32_t answer = wasi_udp_receive(socket->socket, &socket->in->answer);
        if (STATE_OF(answer) != SUBTASK_RETURNED)
            socket->in->subtask = (handle)(answer >> STATE_BITS);
    }
    if (socket->in->subtask)
        component_await(socket->in->subtask, FOR_RECEIVING, (size_t)(socket - sockets));
    return !socket->in->subtask;
}

handle component_datagrams_when(const struct weft__operation *operation)
{
    struct datagrams *socket = socket_of(operation->descriptor);

    if (operation->verb == WEFT__WRITABLE ? !socket->out : has_incoming(socket))
        component_wake(operation->descriptor, operation->verb == WEFT__WRITABLE);
    return 0;
}

void component_datagrams_hear(enum purpose purpose, size_t index)
{
    struct datagrams *socket = &sockets[index];

    if (purpose == FOR_RECEIVING) {
        socket->in->subtask = 0;
    } else {
        free(socket->out);
        socket->out = NULL;
    }
    component_wake((int32_t)index + FIRST_DATAGRAMS, purpose == FOR_SENDING);
}

int32_t component_datagrams_read(int32_t fd, const __wasi_iovec_t *vectors, int32_t many, size_t *count)
{
    struct datagrams *socket = socket_of(fd);

    *count = 0;
    if (!socket || many != 2 || vectors[0].buf_len != sizeof(struct weft__origin))
        return __WASI_ERRNO_INVAL;
    if (!has_incoming(socket))
        return __WASI_ERRNO_AGAIN;
    struct incoming *in = socket->in;
    const struct received *answer = &in->answer;
    socket->in = NULL;
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
    struct datagrams *socket = socket_of(fd);
    struct address to = {.failed = 0};

    *count = 0;
    if (!socket || many != 2 || vectors[0].buf_len == 0)
        return __WASI_ERRNO_INVAL;
    bool has_peer = vectors[0].buf_len > 1;
    if (has_peer && !component_parse((const char *)vectors[0].buf, &to))
        return __WASI_ERRNO_INVAL;
    if (socket->out)
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
        socket->out = out;
        component_await(out->subtask, FOR_SENDING, (size_t)(socket - sockets));
    }
    *count = error ? 0 : vectors[0].buf_len + vectors[1].buf_len;
    return error;
}

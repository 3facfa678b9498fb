/* Connections of a component, by WASI 0.2's sockets. What takes several steps (to connect, to listen, a name) has a record of its own, whose number
 * is the operation's mark; one that was called off is found when `removed` has changed. wait.c says when to go on. */
#include "component.h"

#include "port/socket.h"

#include <stdlib.h>
#include <string.h>


FROM("sockets/instance-network", "instance-network") handle wasi_network(void);
FROM("sockets/tcp-create-socket", "create-tcp-socket") void wasi_tcp_create(int32_t family, struct handles *answer);
FROM("sockets/tcp", "[method]tcp-socket.start-connect") void wasi_tcp_connect(handle socket, handle network, ADDRESS_PARAMETERS, struct plain *answer);
FROM("sockets/tcp", "[method]tcp-socket.finish-connect") void wasi_tcp_connected(handle socket, struct handles *answer);
FROM("sockets/tcp", "[method]tcp-socket.start-bind") void wasi_tcp_bind(handle socket, handle network, ADDRESS_PARAMETERS, struct plain *answer);
FROM("sockets/tcp", "[method]tcp-socket.finish-bind") void wasi_tcp_bound(handle socket, struct plain *answer);
FROM("sockets/tcp", "[method]tcp-socket.start-listen") void wasi_tcp_listen(handle socket, struct plain *answer);
FROM("sockets/tcp", "[method]tcp-socket.finish-listen") void wasi_tcp_listens(handle socket, struct plain *answer);
FROM("sockets/tcp", "[method]tcp-socket.accept") void wasi_tcp_accept(handle socket, struct handles *answer);
FROM("sockets/tcp", "[method]tcp-socket.local-address") void wasi_tcp_own(handle socket, struct address *answer);
FROM("sockets/tcp", "[method]tcp-socket.remote-address") void wasi_tcp_peer(handle socket, struct address *answer);
FROM("sockets/tcp", "[method]tcp-socket.subscribe") handle wasi_when_moved(handle socket);
FROM("sockets/tcp", "[method]tcp-socket.shutdown") void wasi_tcp_shutdown(handle socket, int32_t which, struct plain *answer);
FROM("sockets/tcp", "[resource-drop]tcp-socket") void wasi_drop_tcp(handle socket);
FROM("sockets/ip-name-lookup", "resolve-addresses") void wasi_resolve(handle network, const char *name, size_t length, struct handles *answer);
FROM("sockets/ip-name-lookup", "[method]resolve-address-stream.resolve-next-address") void wasi_resolve_next(handle lookup, struct resolved *answer);
FROM("sockets/ip-name-lookup", "[method]resolve-address-stream.subscribe") handle wasi_when_resolved(handle lookup);
FROM("sockets/ip-name-lookup", "[resource-drop]resolve-address-stream") void wasi_drop_lookup(handle lookup);

/* ---- errors ---- */

int component_error(uint8_t code)
{
    static const uint8_t known[] = {
        __WASI_ERRNO_IO, __WASI_ERRNO_ACCES, __WASI_ERRNO_NOTSUP, __WASI_ERRNO_INVAL, __WASI_ERRNO_NOMEM, __WASI_ERRNO_TIMEDOUT,
        __WASI_ERRNO_ALREADY, __WASI_ERRNO_INVAL, __WASI_ERRNO_AGAIN, __WASI_ERRNO_INVAL, __WASI_ERRNO_MFILE, __WASI_ERRNO_ADDRNOTAVAIL,
        __WASI_ERRNO_ADDRINUSE, __WASI_ERRNO_HOSTUNREACH, __WASI_ERRNO_CONNREFUSED, __WASI_ERRNO_CONNRESET, __WASI_ERRNO_CONNABORTED,
        __WASI_ERRNO_MSGSIZE, __WASI_ERRNO_NOENT, __WASI_ERRNO_NOENT, __WASI_ERRNO_NOENT};

    return code < sizeof known ? known[code] : __WASI_ERRNO_IO;
}

/* ---- connections, by descriptor ---- */

struct slot {
    handle socket, in, out;          /* `socket` 0: free; without `in`: it listens */
    handle moved, readable, writable; /* what says when; each made when it is first waited for */
};

static struct slot *slots;
static size_t room;

static struct slot *slot_of(int32_t fd)
{
    size_t at = (size_t)(fd - FIRST_SOCKET);

    return fd >= FIRST_SOCKET && at < room && slots[at].socket ? &slots[at] : NULL;
}

static int32_t keep(struct slot slot)
{
    size_t at;

    if (!component_find_free((void **)&slots, &room, sizeof *slots, &at))
        return -1;
    slots[at] = slot;
    return (int32_t)at + FIRST_SOCKET;
}

static void drop(handle *resource, void (*by)(handle))
{
    if (*resource)
        by(*resource);
    *resource = 0;
}

static void drop_pollable(handle pollable)
{
    wasi_drop_pollable(pollable);
}

static void drop_slot(struct slot *slot)
{
    drop(&slot->moved, drop_pollable);
    drop(&slot->readable, drop_pollable);
    drop(&slot->writable, drop_pollable);
    drop(&slot->in, wasi_drop_in);
    drop(&slot->out, wasi_drop_out);
    drop(&slot->socket, wasi_drop_tcp);
}

int32_t component_socket_close(int32_t fd)
{
    struct slot *slot = slot_of(fd);

    if (!slot)
        return component_datagrams_close(fd);
    drop_slot(slot);
    return 0;
}

/* Why a stream failed is not said in 0.2: the connection is broken. */
static int32_t broken(uint8_t error, handle why)
{
    if (error == 0)
        wasi_drop_error(why);
    return error == 0 ? __WASI_ERRNO_CONNRESET : __WASI_ERRNO_PIPE;
}

int32_t component_socket_read(int32_t fd, void *bytes, size_t most, size_t *count)
{
    struct slot *slot = slot_of(fd);
    struct bytes answer;

    *count = 0;
    if (!slot || !slot->in)
        return __WASI_ERRNO_BADF;
    component_receive_into(bytes);
    wasi_read(slot->in, most, &answer);
    component_receive_into(NULL);
    if (answer.failed)
        return answer.error == 1 ? 0 : broken(answer.error, answer.why); /* closed: the end */
    *count = answer.list.count;
    return *count > 0 ? 0 : __WASI_ERRNO_AGAIN;
}

int32_t component_socket_write(int32_t fd, const void *bytes, size_t most, size_t *count)
{
    struct slot *slot = slot_of(fd);
    struct permit permit;
    struct written answer;

    *count = 0;
    if (!slot || !slot->out)
        return __WASI_ERRNO_BADF;
    wasi_check_write(slot->out, &permit);
    if (permit.failed)
        return broken(permit.error, permit.why);
    size_t part = permit.count < most ? (size_t)permit.count : most;
    if (part == 0)
        return most > 0 ? __WASI_ERRNO_AGAIN : 0;
    wasi_write(slot->out, bytes, part, &answer);
    if (answer.failed)
        return broken(answer.error, answer.why);
    *count = part;
    return 0;
}

int32_t __imported_wasi_snapshot_preview1_sock_shutdown(int32_t fd, int32_t how)
{
    struct slot *slot = slot_of(fd);
    struct plain answer;

    if (!slot)
        return __WASI_ERRNO_NOTSOCK;
    wasi_tcp_shutdown(slot->socket, how == __WASI_SDFLAGS_WR ? 1 : how == __WASI_SDFLAGS_RD ? 0 : 2, &answer);
    return answer.failed ? component_error(answer.error) : 0;
}

handle component_network(void)
{
    static handle network;

    return network ? network : (network = wasi_network());
}

/* ---- what takes several steps ---- */

enum step { CONNECTS = 1, BINDS, LISTENS, RESOLVES };

struct begun {
    struct weft__operation *operation; /* NULL: free */
    enum step step;
    handle resource, moved;
    size_t written;                    /* bytes of names */
    int found;
};

static struct begun *records;
static size_t record_room;
static struct begun *record_of(const struct weft__operation *operation)
{
    return operation->host_error > 0 ? &records[operation->host_error - 1] : NULL;
}

static void free_record(struct begun *record, bool drops)
{
    drop(&record->moved, drop_pollable);
    if (drops)
        drop(&record->resource, record->step == RESOLVES ? wasi_drop_lookup : wasi_drop_tcp);
    *record = (struct begun){.operation = NULL};
}

static struct begun *make_record(struct weft__operation *operation, enum step step, handle resource)
{
    size_t at = 0;

    while (at < record_room && records[at].operation)
        at++;
    if (at == record_room && !component_grow((void **)&records, &record_room, sizeof *records))
        return NULL;
    records[at] = (struct begun){.operation = operation, .step = step, .resource = resource};
    operation->host_error = (int32_t)at + 1;
    return &records[at];
}

static void fail(struct weft__operation *operation, int error)
{
    struct begun *record = record_of(operation);

    if (record)
        free_record(record, true);
    component_complete(operation, weft__socket_code(error), error);
}

/* It has a descriptor from here on. */
static void complete_with(struct weft__operation *operation, struct slot slot)
{
    struct begun *record = record_of(operation);
    int32_t fd = keep(slot);

    if (record)
        free_record(record, false);
    if (fd < 0) {
        drop_slot(&slot);
        component_complete(operation, WEFT_NO_MEMORY, 0);
        return;
    }
    component_complete(operation, fd, 0);
}

/* ---- one operation ---- */

static void begin_tcp(struct weft__operation *operation, enum step step)
{
    struct address address;
    struct handles made;
    struct plain answer;

    if (strncmp(operation->text, "udp:", 4) == 0) {
        component_datagrams_begin(operation);
        return;
    }
    if (strncmp(operation->text, "tcp:", 4) != 0) {
        component_complete(operation, WEFT_UNSUPPORTED, 0);
        return;
    }
    if (!component_parse(operation->text + 4, &address)) {
        component_complete(operation, WEFT_INVALID, 0);
        return;
    }
    wasi_tcp_create(address.family, &made);
    if (made.failed) {
        fail(operation, component_error(made.error));
        return;
    }
    if (!make_record(operation, step, made.first)) {
        wasi_drop_tcp(made.first);
        component_complete(operation, WEFT_NO_MEMORY, 0);
        return;
    }
    (step == CONNECTS ? wasi_tcp_connect : wasi_tcp_bind)(made.first, component_network(), FLAT(address), &answer);
    if (answer.failed)
        fail(operation, component_error(answer.error));
}

static void begin_lookup(struct weft__operation *operation)
{
    struct handles made;
    size_t length = strlen(operation->text);

    if (component_is_address(operation->text) && length < operation->count) {
        memcpy(operation->bytes, operation->text, length + 1);
        component_complete(operation, 1, 0);
        return;
    }
    wasi_resolve(component_network(), operation->text, length, &made);
    if (made.failed) {
        fail(operation, component_error(made.error));
    } else if (!make_record(operation, RESOLVES, made.first)) {
        wasi_drop_lookup(made.first);
        component_complete(operation, WEFT_NO_MEMORY, 0);
    }
}

static void go_on_connecting(struct weft__operation *operation, struct begun *record)
{
    struct handles answer;
    char *names = operation->bytes, *end = names + operation->count;

    wasi_tcp_connected(record->resource, &answer);
    if (answer.failed && answer.error == WOULD_BLOCK)
        return;
    if (answer.failed) {
        fail(operation, component_error(answer.error));
        return;
    }
    handle socket = record->resource;
    component_put_name(component_put_name(names, end, socket, wasi_tcp_own), end, socket, wasi_tcp_peer);
    complete_with(operation, (struct slot){.socket = socket, .in = answer.first, .out = answer.second});
}

static void go_on_listening(struct weft__operation *operation, struct begun *record)
{
    struct plain answer = {0};

    if (record->step == BINDS) {
        wasi_tcp_bound(record->resource, &answer);
        if (!answer.failed) {
            record->step = LISTENS;
            wasi_tcp_listen(record->resource, &answer);
        }
    }
    if (!answer.failed)
        wasi_tcp_listens(record->resource, &answer);
    if (answer.failed && answer.error == WOULD_BLOCK)
        return;
    if (answer.failed) {
        fail(operation, component_error(answer.error));
        return;
    }
    component_put_name(operation->bytes, (char *)operation->bytes + operation->count, record->resource, wasi_tcp_own);
    complete_with(operation, (struct slot){.socket = record->resource});
}

static void go_on_resolving(struct weft__operation *operation, struct begun *record)
{
    struct resolved answer;
    char host[48];

    for (;;) {
        wasi_resolve_next(record->resource, &answer);
        if (answer.failed && answer.error == WOULD_BLOCK)
            return;
        if (answer.failed && record->found == 0) {
            fail(operation, component_error(answer.error));
            return;
        }
        if (answer.failed || !answer.is_some)
            break;
        component_put_host(host, sizeof host, answer.family, answer.four, answer.six);
        size_t length = strlen(host) + 1;
        if (record->written + length > operation->count)
            break;
        memcpy((char *)operation->bytes + record->written, host, length);
        record->written += length;
        record->found++;
    }
    int found = record->found;
    free_record(record, true);
    component_complete(operation, found > 0 ? found : WEFT_NOT_FOUND, 0);
}

static void accept_one(struct weft__operation *operation, struct slot *slot)
{
    struct handles answer;

    wasi_tcp_accept(slot->socket, &answer);
    if (answer.failed && answer.error == WOULD_BLOCK)
        return;
    if (answer.failed) {
        fail(operation, component_error(answer.error));
        return;
    }
    component_put_name(operation->bytes, (char *)operation->bytes + operation->count, answer.first, wasi_tcp_peer);
    complete_with(operation, (struct slot){.socket = answer.first, .in = answer.second, .out = answer.third});
}

/* ---- what wait.c asks ---- */

bool component_network_begin(struct weft__operation *operation)
{
    switch (operation->verb) {
    case WEFT__CONNECT:
        begin_tcp(operation, CONNECTS);
        return true;
    case WEFT__LISTEN:
        begin_tcp(operation, BINDS);
        return true;
    case WEFT__RESOLVE:
        begin_lookup(operation);
        return true;
    case WEFT__ACCEPT:
    case WEFT__READABLE:
    case WEFT__WRITABLE:
        if (!slot_of(operation->descriptor) && !component_datagrams_open(operation->descriptor))
            component_complete(operation, WEFT_INVALID, 0);
        return operation->verb == WEFT__ACCEPT;
    default:
        component_complete(operation, WEFT_UNSUPPORTED, 0);
        return false;
    }
}

void component_network_go_on(struct weft__operation *operation)
{
    struct begun *record = record_of(operation);

    if (record && record->step == CONNECTS)
        go_on_connecting(operation, record);
    else if (record && record->step == RESOLVES)
        go_on_resolving(operation, record);
    else if (record)
        go_on_listening(operation, record);
    else if (operation->verb == WEFT__ACCEPT)
        accept_one(operation, slot_of(operation->descriptor));
    else
        component_complete(operation, 0, 0);
}

handle component_network_when(const struct weft__operation *operation)
{
    struct begun *record = record_of(operation);
    struct slot *slot = slot_of(operation->descriptor);

    if (record)
        return component_kept(&record->moved, record->step == RESOLVES ? wasi_when_resolved : wasi_when_moved, record->resource);
    if (!slot)
        return component_datagrams_when(operation);
    if (operation->verb == WEFT__ACCEPT)
        return component_kept(&slot->moved, wasi_when_moved, slot->socket);
    return operation->verb == WEFT__WRITABLE ? component_kept(&slot->writable, wasi_when_writable, slot->out)
                                             : component_kept(&slot->readable, wasi_when_readable, slot->in);
}

void component_network_sweep(void)
{
    for (size_t i = 0; i < record_room; i++) {
        if (!records[i].operation)
            continue;
        struct weft__operation *at = weft_base.submitted;
        while (at && (at != records[i].operation || at->host_error != (int32_t)i + 1))
            at = at->next;
        if (!at)
            free_record(&records[i], true);
    }
}

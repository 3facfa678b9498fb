/* Connections of a component, by WASI 0.3's sockets: a stream of bytes each way. A read or write of no bytes says when there is something to read, or
 * room to write; it belongs to the descriptor, not to what waits for it. What is called and answers later (to connect, a name) has a record of its own,
 * whose number is the operation's mark. */
#include "abi.h"

#include "port/socket.h"

#include <stdlib.h>
#include <string.h>

FROM("sockets/types", "[static]tcp-socket.create") void wasi_tcp_create(int32_t family, struct made *answer);
FROM("sockets/types", "[method]tcp-socket.bind") void wasi_tcp_bind(handle socket, ADDRESS_PARAMETERS, struct done *answer);
FROM("sockets/types", "[async-lower][method]tcp-socket.connect") uint32_t wasi_tcp_connect(const void *parameters, struct done *answer);
FROM("sockets/types", "[method]tcp-socket.listen") void wasi_tcp_listen(handle socket, struct made *answer);
FROM("sockets/types", "[method]tcp-socket.send") handle wasi_tcp_send(handle socket, handle stream);
FROM("sockets/types", "[method]tcp-socket.receive") void wasi_tcp_receive(handle socket, struct pair *answer);
FROM("sockets/types", "[method]tcp-socket.get-local-address") void wasi_tcp_own(handle socket, struct address *answer);
FROM("sockets/types", "[method]tcp-socket.get-remote-address") void wasi_tcp_peer(handle socket, struct address *answer);
FROM("sockets/types", "[resource-drop]tcp-socket") void wasi_drop_tcp(handle socket);
FROM("sockets/ip-name-lookup", "[async-lower]resolve-addresses") uint32_t wasi_resolve(const char *name, size_t length, struct made *answer);
READS_STREAM(received, "sockets/types", 0, "[method]tcp-socket.receive");
READS_FUTURE(received_all, "sockets/types", 1, "[method]tcp-socket.receive");
WRITES_STREAM(sent, "sockets/types", 0, "[method]tcp-socket.send");
READS_FUTURE(sent_all, "sockets/types", 1, "[method]tcp-socket.send");
READS_STREAM(came, "sockets/types", 0, "[method]tcp-socket.listen");

/* ---- errors ---- */

static int error_of(const struct failure *failure, const uint8_t *known, size_t count)
{
    if (failure->code + 1u == count && failure->has_words)
        free((void *)failure->words.bytes);
    return failure->code < count ? known[failure->code] : __WASI_ERRNO_IO;
}

int component_failure(const struct failure *failure)
{
    static const uint8_t known[] = {
        __WASI_ERRNO_ACCES, __WASI_ERRNO_NOTSUP, __WASI_ERRNO_INVAL, __WASI_ERRNO_NOMEM, __WASI_ERRNO_TIMEDOUT, __WASI_ERRNO_INVAL,
        __WASI_ERRNO_ADDRNOTAVAIL, __WASI_ERRNO_ADDRINUSE, __WASI_ERRNO_HOSTUNREACH, __WASI_ERRNO_CONNREFUSED, __WASI_ERRNO_PIPE,
        __WASI_ERRNO_CONNRESET, __WASI_ERRNO_CONNABORTED, __WASI_ERRNO_MSGSIZE, __WASI_ERRNO_IO};

    return error_of(failure, known, sizeof known);
}

static int name_failure(const struct failure *failure)
{
    static const uint8_t known[] = {__WASI_ERRNO_ACCES, __WASI_ERRNO_INVAL, __WASI_ERRNO_NOENT, __WASI_ERRNO_NOENT, __WASI_ERRNO_NOENT, __WASI_ERRNO_NOENT};

    return error_of(failure, known, sizeof known);
}

/* ---- connections, by descriptor ---- */

struct slot {
    handle socket;             /* 0: free */
    handle in, in_all;         /* `in_all` 0: it listens, and `in` brings connections */
    handle out, out_all;
    bool asks_in, asks_out;    /* a read or write of no bytes is under way */
    bool ended, broken;        /* nothing more comes; nothing more can go */
    struct weft__operation *reader, *writer; /* what waits; NULL: look for it */
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

static void stop_asking_in(struct slot *slot)
{
    if (!slot->asks_in)
        return;
    component_forget(slot->in);
    slot->asks_in = false;
    uint32_t code = slot->in_all ? received_cancel_read(slot->in) : came_cancel_read(slot->in);
    slot->ended |= STATE_OF(code) == OTHER_SIDE_DROPPED;
}

static void stop_asking_out(struct slot *slot)
{
    if (!slot->asks_out)
        return;
    component_forget(slot->out);
    slot->asks_out = false;
    slot->broken |= STATE_OF(sent_cancel_write(slot->out)) == OTHER_SIDE_DROPPED;
}

static void end_output(struct slot *slot)
{
    if (!slot->out)
        return;
    stop_asking_out(slot);
    sent_end_of(slot->out);
    slot->out = 0;
}

static void drop_slot(struct slot *slot)
{
    end_output(slot);
    if (slot->out_all)
        sent_all_drop(slot->out_all);
    if (slot->in) {
        stop_asking_in(slot);
        if (slot->in_all)
            received_drop(slot->in);
        else
            came_drop(slot->in);
    }
    if (slot->in_all)
        received_all_drop(slot->in_all);
    wasi_drop_tcp(slot->socket);
    *slot = (struct slot){.socket = 0};
}

int32_t component_socket_close(int32_t fd)
{
    struct slot *slot = slot_of(fd);

    if (!slot)
        return component_datagrams_close ? component_datagrams_close(fd) : __WASI_ERRNO_BADF;
    drop_slot(slot);
    return 0;
}

/* A connection has its streams from the beginning. */
static struct slot with_streams(handle socket)
{
    uint64_t ends = sent_new();
    struct pair in;

    wasi_tcp_receive(socket, &in);
    return (struct slot){.socket = socket, .in = in.stream, .in_all = in.future, .out = WRITABLE_END(ends),
                         .out_all = wasi_tcp_send(socket, READABLE_END(ends))};
}

/* Why nothing more comes: 0 is the end. */
static int32_t why_ended(struct slot *slot)
{
    struct done why;

    if (!slot->in_all)
        return 0;
    (void)component_settle(received_all_read(slot->in_all, &why), slot->in_all);
    return why.failed ? component_failure(&why.error) : 0;
}

int32_t component_socket_read(int32_t fd, void *bytes, size_t most, size_t *count)
{
    struct slot *slot = slot_of(fd);

    *count = 0;
    if (!slot || !slot->in_all)
        return __WASI_ERRNO_BADF;
    stop_asking_in(slot);
    if (!slot->ended && most > 0) {
        uint32_t code = received_read(slot->in, bytes, most);
        if (code == BLOCKED)
            code = received_cancel_read(slot->in);
        *count = COUNT_OF(code);
        slot->ended = STATE_OF(code) == OTHER_SIDE_DROPPED;
        if (*count > 0)
            return 0;
        if (!slot->ended)
            return __WASI_ERRNO_AGAIN;
        int32_t why = why_ended(slot);
        if (why)
            return why;
    }
    return 0;
}

int32_t component_socket_write(int32_t fd, const void *bytes, size_t most, size_t *count)
{
    struct slot *slot = slot_of(fd);

    *count = 0;
    if (!slot || !slot->in_all)
        return __WASI_ERRNO_BADF;
    if (!slot->out)
        return __WASI_ERRNO_PIPE;
    stop_asking_out(slot);
    if (!slot->broken && most > 0) {
        uint32_t code = sent_write(slot->out, bytes, most);
        if (code == BLOCKED)
            code = sent_cancel_write(slot->out);
        *count = COUNT_OF(code);
        slot->broken = STATE_OF(code) == OTHER_SIDE_DROPPED;
    }
    if (*count > 0 || most == 0)
        return 0;
    return slot->broken ? __WASI_ERRNO_PIPE : __WASI_ERRNO_AGAIN;
}

int32_t __imported_wasi_snapshot_preview1_sock_shutdown(int32_t fd, int32_t how)
{
    struct slot *slot = slot_of(fd);

    if (!slot)
        return __WASI_ERRNO_NOTSOCK;
    if (how & __WASI_SDFLAGS_WR)
        end_output(slot);
    return 0;
}

/* ---- what is called and answers later ---- */

struct begun {
    struct weft__operation *operation; /* NULL: free, or nobody wants it and it may still answer */
    bool resolves, done;
    handle subtask, socket;
    struct { handle socket; struct socket_address to; } parameters;
    union { struct done connected; struct made resolved; };
    char *name;
};

static struct begun **records;
static size_t record_room;

/* Its place; -1 without memory. */
static int32_t make_record(struct weft__operation *operation)
{
    size_t at = 0;

    while (at < record_room && records[at])
        at++;
    if (at == record_room && !component_grow((void **)&records, &record_room, sizeof *records))
        return -1;
    records[at] = calloc(1, sizeof **records);
    if (!records[at])
        return -1;
    records[at]->operation = operation;
    operation->host_error = (int32_t)at + 1;
    return (int32_t)at;
}

static void free_record(size_t at)
{
    struct begun *record = records[at];

    if (record->socket)
        wasi_drop_tcp(record->socket);
    free(record->name);
    free(record);
    records[at] = NULL;
}

static void fail(struct weft__operation *operation, int error)
{
    component_complete(operation, weft__socket_code(error), error);
}

/* It has a descriptor from here on. */
static void complete_with(struct weft__operation *operation, struct slot slot)
{
    int32_t fd = keep(slot);

    if (fd < 0) {
        drop_slot(&slot);
        component_complete(operation, WEFT_NO_MEMORY, 0);
        return;
    }
    component_complete(operation, fd, 0);
}

static void finish_connecting(struct weft__operation *operation, struct begun *record)
{
    char *names = operation->bytes, *end = names + operation->count;
    handle socket = record->socket;

    if (record->connected.failed) {
        fail(operation, component_failure(&record->connected.error));
        return;
    }
    component_put_name(component_put_name(names, end, socket, wasi_tcp_own), end, socket, wasi_tcp_peer);
    record->socket = 0;
    complete_with(operation, with_streams(socket));
}

struct found { uint8_t family; _Alignas(2) union { uint8_t four[4]; uint16_t six[8]; }; };

static void finish_resolving(struct weft__operation *operation, const struct begun *record)
{
    const struct list *list = &record->resolved.list;
    const struct found *found = list->items;
    size_t written = 0;
    int count = 0;
    char host[48];

    if (record->resolved.failed) {
        fail(operation, name_failure(&record->resolved.error));
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        component_put_host(host, sizeof host, found[i].family, found[i].four, found[i].six);
        size_t length = strlen(host) + 1;
        if (written + length > operation->count)
            break;
        memcpy((char *)operation->bytes + written, host, length);
        written += length;
        count++;
    }
    if (list->count > 0)
        free(list->items);
    component_complete(operation, count > 0 ? count : WEFT_NOT_FOUND, 0);
}

static void finish(size_t at)
{
    struct begun *record = records[at];
    struct weft__operation *operation = record->operation;

    if (operation && record->resolves)
        finish_resolving(operation, record);
    else if (operation)
        finish_connecting(operation, record);
    free_record(at);
}

static void went(int32_t at, uint32_t answer)
{
    if (STATE_OF(answer) == SUBTASK_RETURNED) {
        finish((size_t)at);
        return;
    }
    records[at]->subtask = (handle)(answer >> STATE_BITS);
    component_await(records[at]->subtask, FOR_RECORD, (size_t)at);
}

/* ---- one operation ---- */

static void begin_connecting(struct weft__operation *operation, const struct address *address, handle socket)
{
    int32_t at = make_record(operation);

    if (at < 0) {
        wasi_drop_tcp(socket);
        component_complete(operation, WEFT_NO_MEMORY, 0);
        return;
    }
    struct begun *record = records[at];
    record->socket = record->parameters.socket = socket;
    record->parameters.to.family = address->family;
    record->parameters.to.six = address->six;
    if (address->family == IPV4)
        record->parameters.to.four = address->four;
    went(at, wasi_tcp_connect(&record->parameters, &record->connected));
}

static void begin_listening(struct weft__operation *operation, const struct address *address, handle socket)
{
    struct done bound;
    struct made listens;

    wasi_tcp_bind(socket, FLAT(*address), &bound);
    int error = bound.failed ? component_failure(&bound.error) : 0;
    if (!error) {
        wasi_tcp_listen(socket, &listens);
        error = listens.failed ? component_failure(&listens.error) : 0;
    }
    if (error) {
        wasi_drop_tcp(socket);
        fail(operation, error);
        return;
    }
    component_put_name(operation->bytes, (char *)operation->bytes + operation->count, socket, wasi_tcp_own);
    complete_with(operation, (struct slot){.socket = socket, .in = listens.first});
}

static void begin_tcp(struct weft__operation *operation)
{
    struct address address;
    struct made made;

    if (strncmp(operation->text, "udp:", 4) == 0 && component_datagrams_begin) {
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
    if (made.failed)
        fail(operation, component_failure(&made.error));
    else if (operation->verb == WEFT__CONNECT)
        begin_connecting(operation, &address, made.first);
    else
        begin_listening(operation, &address, made.first);
}

static void begin_lookup(struct weft__operation *operation)
{
    size_t length = strlen(operation->text);

    if (component_is_address(operation->text) && length < operation->count) {
        memcpy(operation->bytes, operation->text, length + 1);
        component_complete(operation, 1, 0);
        return;
    }
    int32_t at = make_record(operation);
    char *name = at < 0 ? NULL : strdup(operation->text);
    if (!name) {
        if (at >= 0)
            free_record((size_t)at);
        component_complete(operation, WEFT_NO_MEMORY, 0);
        return;
    }
    records[at]->name = name;
    records[at]->resolves = true;
    went(at, wasi_resolve(name, length, &records[at]->resolved));
}

static void accept_one(struct weft__operation *operation, struct slot *slot);

/* Asks when bytes can be read, a connection accepted, or bytes written; completes what waits for it when that is so already. */
static void ask(struct weft__operation *operation, struct slot *slot)
{
    size_t at = (size_t)(slot - slots);
    bool writes = operation->verb == WEFT__WRITABLE;
    bool *asks = writes ? &slot->asks_out : &slot->asks_in;
    handle stream = writes ? slot->out : slot->in;
    bool *over = writes ? &slot->broken : &slot->ended;

    *(writes ? &slot->writer : &slot->reader) = *asks ? NULL : operation;
    if (*asks)
        return;
    uint32_t code = !stream || *over ? OTHER_SIDE_DROPPED
                    : writes         ? sent_write(stream, "", 0)
                    : slot->in_all   ? received_read(stream, NULL, 0)
                                     : came_read(stream, NULL, 0);
    if (code == BLOCKED) {
        *asks = true;
        component_await(stream, writes ? FOR_WRITING : FOR_READING, at);
        return;
    }
    *over |= STATE_OF(code) == OTHER_SIDE_DROPPED;
    if (operation->verb == WEFT__ACCEPT)
        accept_one(operation, slot);
    else
        component_complete(operation, 0, 0);
}

static void accept_one(struct weft__operation *operation, struct slot *slot)
{
    handle came;

    uint32_t code = slot->ended ? OTHER_SIDE_DROPPED : came_read(slot->in, &came, 1);
    if (code == BLOCKED)
        code = came_cancel_read(slot->in);
    if (COUNT_OF(code) == 1) {
        component_put_name(operation->bytes, (char *)operation->bytes + operation->count, came, wasi_tcp_peer);
        complete_with(operation, with_streams(came));
    } else if (STATE_OF(code) == OTHER_SIDE_DROPPED) {
        slot->ended = true;
        component_complete(operation, WEFT_RESET, 0);
    } else {
        ask(operation, slot);
    }
}

/* ---- what wait.c asks ---- */

static void begin_ready(struct weft__operation *operation)
{
    struct slot *slot = slot_of(operation->descriptor);

    if (slot)
        ask(operation, slot);
    else if (component_datagrams_open && component_datagrams_open(operation->descriptor))
        (void)component_datagrams_when(operation);
    else
        component_complete(operation, WEFT_INVALID, 0);
}

bool component_network_begin(struct weft__operation *operation)
{
    switch (operation->verb) {
    case WEFT__CONNECT:
    case WEFT__LISTEN:
        begin_tcp(operation);
        break;
    case WEFT__RESOLVE:
        begin_lookup(operation);
        break;
    case WEFT__ACCEPT:
    case WEFT__READABLE:
    case WEFT__WRITABLE:
        begin_ready(operation);
        break;
    default:
        component_complete(operation, WEFT_UNSUPPORTED, 0);
    }
    return false;
}

static void go_on(struct weft__operation *operation)
{
    if (operation->verb == WEFT__ACCEPT)
        accept_one(operation, slot_of(operation->descriptor));
    else
        component_complete(operation, 0, 0);
}

/* All that waits for this descriptor. */
void component_wake(int32_t fd, bool writes)
{
    for (struct weft__operation *at = weft_base.submitted, *next; at; at = next) {
        next = at->next;
        if (!at->queued && at->host_error != 0 && at->descriptor == fd && (at->verb == WEFT__WRITABLE) == writes &&
            (at->verb == WEFT__WRITABLE || at->verb == WEFT__READABLE || at->verb == WEFT__ACCEPT))
            go_on(at);
    }
}

void component_network_hear(enum purpose purpose, size_t index, uint32_t code)
{
    bool is_over = STATE_OF(code) == OTHER_SIDE_DROPPED;

    if (purpose == FOR_RECORD) {
        finish(index);
    } else if (purpose == FOR_READING || purpose == FOR_WRITING) {
        struct slot *slot = &slots[index];
        bool writes = purpose == FOR_WRITING;
        *(writes ? &slot->asks_out : &slot->asks_in) = false;
        *(writes ? &slot->broken : &slot->ended) |= is_over;
        struct weft__operation *operation = writes ? slot->writer : slot->reader;
        if (operation)
            go_on(operation);
        else
            component_wake((int32_t)index + FIRST_SOCKET, writes);
    } else if (component_datagrams_hear) {
        component_datagrams_hear(purpose, index);
    }
}

void component_network_sweep(void)
{
    for (size_t i = 0; i < room; i++)
        slots[i].reader = slots[i].writer = NULL;
    for (size_t i = 0; i < record_room; i++) {
        if (!records[i] || !records[i]->operation)
            continue;
        struct weft__operation *at = weft_base.submitted;
        while (at && (at != records[i]->operation || at->host_error != (int32_t)i + 1))
            at = at->next;
        if (at)
            continue;
        component_forget(records[i]->subtask);
        (void)wasi_cancel_subtask(records[i]->subtask);
        wasi_drop_subtask(records[i]->subtask);
        free_record(i);
    }
}

/* The network inside of the program: connections between its own tasks, the same on every host. Each end has a buffer of what came to it; what
 * is sent goes into the buffer of the other end, and says so in the next turn. */
#include "io/inside.h"

enum {
    FIRST_ROOM = 1024,
    FIRST_PORT = 49152,
    TURNS_TO_ANSWER = 2 /* then the server's task has begun, as in asyncio */
};

const struct weft__weather *weft__weather;

/* A place where connections are taken. */
struct listener {
    struct weft__node node;
    weft_server *server;
    struct weft__list backlog;
    char name[WEFT__STREAM_NAME_BYTES];
};

static struct weft__list listeners;
static uint32_t ports;

static void forget_all(void)
{
    ports = 0; /* servers have closed their listeners */
}

static struct weft__ending ending = {.forget = forget_all};

void weft__inside_use(void)
{
    if (!weft__at_end(&ending))
        return;
    weft__weather = NULL;
    if (weft__bad_network_begin)
        weft__bad_network_begin();
}

/* Nobody has asked for the network inside: this host has no other. */
static bool is_all_there_is(void)
{
    return weft__options.net == WEFT__NET_UNDECIDED && !weft__clock_virtual();
}

static bool is_loopback(const char *host)
{
    return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0 || strcmp(host, "localhost") == 0 || strcmp(host, "unix") == 0;
}

/* ---- ends ---- */

static void completed(struct weft__operation *operation, int64_t now)
{
    struct weft__end *end = weft__owner(operation, struct weft__end, call);
    bool reads = end->asks_to_read && (end->count > end->hidden || end->ended);
    bool writes = end->asks_to_write && (end->other->count < end->other->capacity || end->other->closed || end->broken);

    (void)now;
    if (reads) {
        end->asks_to_read = false;
        weft__stream_ready(end->stream, false, WEFT_OK);
    }
    if (writes && end->stream) {
        end->asks_to_write = false;
        weft__stream_ready(end->stream, true, WEFT_OK);
    }
}

static const struct weft__operation_kind calls = {.completed = completed};

void weft__end_call(struct weft__end *end)
{
    bool wanted = end->stream && ((end->asks_to_read && (end->count > end->hidden || end->ended)) || end->asks_to_write);

    if (wanted)
        weft__operation_call(&end->call);
}

static bool make_room(struct weft__end *end, size_t count)
{
    size_t room = end->room ? end->room : FIRST_ROOM;

    while (room < end->count + count)
        room *= 2;
    if (room == end->room)
        return true;
    char *grown = weft__alloc(room);
    if (!grown)
        return false;
    for (size_t i = 0; i < end->count; i++)
        grown[i] = end->bytes[(end->from + i) % end->room];
    weft__free(end->bytes, end->room);
    end->bytes = grown;
    end->room = room;
    end->from = 0;
    return true;
}

static long receive(weft_stream *stream, void *bytes, size_t count)
{
    struct weft__end *end = stream->inside;
    size_t here = end->count - end->hidden, part = here < count ? here : count;

    if (end->bad && part > 0)
        part = weft__weather->take(end, part);
    if (part == 0)
        return end->reset ? WEFT_RESET : end->ended ? 0 : WEFT__AGAIN;
    size_t first = end->room - end->from < part ? end->room - end->from : part;
    memcpy(bytes, end->bytes + end->from, first);
    memcpy((char *)bytes + first, end->bytes, part - first);
    end->from = (end->from + part) % end->room;
    end->count -= part;
    if (end->other->stream)
        weft__stream_level(end->other->stream);
    weft__end_call(end->other); /* mutant: inside-room */
    return (long)part;
}

static long send(weft_stream *stream, const void *bytes, size_t count)
{
    struct weft__end *own = stream->inside, *end = own->other;
    size_t free = end->count < end->capacity ? end->capacity - end->count : 0, part = free < count ? free : count;

    if (end->closed || own->broken)
        return WEFT_RESET;
    if (part == 0)
        return WEFT__AGAIN;
    if (!make_room(end, part))
        return WEFT_NO_MEMORY;
    size_t at = (end->from + end->count) % end->room, first = end->room - at < part ? end->room - at : part;
    memcpy(end->bytes + at, bytes, first);
    memcpy(end->bytes, (const char *)bytes + first, part - first);
    end->count += part;
    if (end->bad)
        weft__weather->sent(end, part);
    else
        weft__end_call(end); /* mutant: inside-bytes */
    return (long)part;
}

/* Nothing more comes to this end. */
static void say_end(struct weft__end *end, bool reset)
{
    if (end->bad) {
        weft__weather->ended(end, reset);
        return;
    }
    end->ended = true;
    end->reset = reset;
    weft__end_call(end);
}

static int send_end(weft_stream *stream)
{
    struct weft__end *end = ((struct weft__end *)stream->inside)->other;

    say_end(end, false);
    return WEFT_OK;
}

static int ask(weft_stream *stream, bool to_write)
{
    struct weft__end *end = stream->inside;

    if (to_write)
        end->asks_to_write = true;
    else
        end->asks_to_read = true;
    return WEFT_OK; /* there is nothing now, and what comes calls */
}

static void free_end(struct weft__end *end)
{
    if (end->bad)
        weft__weather->forget(end);
    weft__free(end->bytes, end->room);
    weft__free(end, sizeof *end);
}

static void close_end(struct weft__end *end)
{
    struct weft__end *other = end->other;

    end->stream = NULL;
    end->closed = true;
    if (end->call.ready.queued)
        weft__unready(&end->call.ready);
    if (other->closed) {
        free_end(other);
        free_end(end);
        return;
    }
    say_end(other, end->count > 0 || end->unwanted); /* what was sent was never read */
}

static void close_it(weft_stream *stream)
{
    close_end(stream->inside);
    stream->inside = NULL;
}

const struct weft__transport weft__transport_inside = {receive, send, send_end, ask, close_it};

/* A connection with nobody at its ends; NULL without memory. */
static struct weft__end *new_pair(void)
{
    struct weft__end *one = weft__alloc(sizeof *one), *other = weft__alloc(sizeof *other);

    if (!one || !other) {
        weft__free(one, sizeof *one);
        weft__free(other, sizeof *other);
        return NULL;
    }
    *one = (struct weft__end){.other = other, .call = {.kind = &calls}, .capacity = BUFFER_BYTES};
    *other = (struct weft__end){.other = one, .call = {.kind = &calls}, .capacity = BUFFER_BYTES};
    if (!weft__weather || weft__weather->begin(one))
        return one;
    free_end(one);
    free_end(other);
    return NULL;
}

static void join(weft_stream *stream, struct weft__end *end)
{
    stream->inside = end;
    end->stream = stream;
    weft__stream_begin(stream, &weft__transport_inside);
    weft__text_append(stream->own, sizeof stream->own, end->own);
    weft__text_append(stream->peer, sizeof stream->peer, end->peer);
}

int weft_stream_pair(weft_stream *one, weft_stream *other)
{
    if (!weft__loop.running || one->transport || other->transport || one == other)
        return WEFT_USAGE;
    weft__inside_use();
    struct weft__end *end = new_pair();
    if (!end)
        return WEFT_NO_MEMORY;
    join(one, end);
    join(other, end->other);
    return WEFT_OK;
}

/* ---- listening and connecting ---- */

static struct listener *listener_of(const char *name)
{
    for (struct weft__node *node = listeners.first; node; node = node->next) {
        struct listener *listener = weft__owner(node, struct listener, node);
        if (strcmp(listener->name, name) == 0)
            return listener;
    }
    return NULL;
}

/* The next free port, as text. */
static void choose_port(char *to, size_t room)
{
    char digits[8] = "", *at = digits + sizeof digits - 1;

    for (uint32_t port = FIRST_PORT + ports++ % 16000; port; port /= 10)
        *--at = (char)('0' + port % 10);
    weft__text_append(to, room, at);
}

/* Every host inside is this program: names that mean the same are one. */
void weft__inside_name(char *to, size_t room, const char *host, const char *port)
{
    *to = '\0';
    if (strcmp(host, "unix") != 0)
        weft__text_append(to, room, "127.0.0.1:");
    if (strcmp(port, "0") == 0)
        choose_port(to, room);
    else
        weft__text_append(to, room, port);
}

int weft__inside_listen(weft_server *server, const char *host, const char *port)
{
    struct listener *listener = weft__alloc(sizeof *listener);

    weft__inside_use();
    if (!listener)
        return WEFT_NO_MEMORY;
    *listener = (struct listener){.server = server};
    weft__inside_name(listener->name, sizeof listener->name, host, port);
    if (listener_of(listener->name)) {
        weft__free(listener, sizeof *listener);
        return WEFT_IN_USE;
    }
    weft__list_append(&listeners, &listener->node);
    server->inside = listener;
    weft__text_append(server->own, sizeof server->own, listener->name);
    return WEFT_OK;
}

void weft__inside_listen_end(weft_server *server)
{
    struct listener *listener = server->inside;

    while (listener->backlog.first) { /* nobody will ever take them */
        struct weft__end *end = weft__owner(listener->backlog.first, struct weft__end, waiting);
        weft__list_remove(&listener->backlog, &end->waiting);
        end->unwanted = true;
        close_end(end);
    }
    weft__list_remove(&listeners, &listener->node);
    weft__free(listener, sizeof *listener);
    server->inside = NULL;
}

bool weft__inside_accept(weft_server *server, weft_stream *peer)
{
    struct listener *listener = server->inside;

    if (!listener->backlog.first)
        return false;
    struct weft__end *end = weft__owner(listener->backlog.first, struct weft__end, waiting);
    weft__list_remove(&listener->backlog, &end->waiting);
    join(peer, end);
    return true;
}

bool weft__inside_listens(const char *host, const char *port)
{
    char name[WEFT__STREAM_NAME_BYTES];

    weft__inside_name(name, sizeof name, host, port);
    return listener_of(name);
}

int weft__inside_connect(weft_place *place, weft_stream *stream, const char *host, const char *port)
{
    char name[WEFT__STREAM_NAME_BYTES], own[WEFT__STREAM_NAME_BYTES];

    weft__inside_use();
    weft__inside_name(name, sizeof name, host, port);
    WEFT_TRY(weft__task_yield(place)); /* an answer takes a turn */
    int err = weft__weather ? weft__weather->connect(place) : WEFT_OK;
    if (err)
        return err == WEFT_CANCELLED ? err : weft__io_fail(place, err, "no connection to ", name, 0);
    if (stream->transport) /* another task has opened it meanwhile */
        return WEFT_USAGE;
    struct listener *listener = listener_of(name);
    if (!listener && is_all_there_is())
        return weft__io_fail(place, is_loopback(host) ? WEFT_REFUSED : WEFT_UNSUPPORTED,
                             "this host has no network, only the one inside of the program; no connection to ", host, 0);
    if (!listener)
        return weft__io_fail(place, WEFT_REFUSED, "no connection to ", name, 0);
    struct weft__end *end = new_pair();
    if (!end)
        return WEFT_NO_MEMORY;
    weft__inside_name(own, sizeof own, host, "0");
    weft__text_append(end->own, sizeof end->own, own);
    weft__text_append(end->peer, sizeof end->peer, name);
    weft__text_append(end->other->own, sizeof end->other->own, name);
    weft__text_append(end->other->peer, sizeof end->other->peer, own);
    join(stream, end);
    weft__list_append(&listener->backlog, &end->other->waiting);
    weft__server_called(listener->server);
    for (int i = 0; i < TURNS_TO_ANSWER; i++) {
        err = weft__task_yield(place);
        if (err) {
            weft_stream_abort(stream); /* mutant: inside-cancelled */
            return err;
        }
    }
    return WEFT_OK;
}

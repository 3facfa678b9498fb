/* Servers: a place where connections are taken, and a task for each. */
#include "io/stream.h"

enum { RETRY_NANOSECONDS = 1000000000, ADDRESSES_BYTES = 512, TASK_NAME_BYTES = 24 };

enum state { NEW = 0, LISTENING, CLOSED };

static weft_resource_kind a_server = {.name = "server", .noun = "the server"};
static weft_wait_kind to_serve = {.name = "serve", .words = "serves", .of = &a_server};
static weft_wait_kind to_end = {.name = "wait_closed", .words = "waits for the end of the connections of", .of = &a_server};

static struct weft__list servers; /* all that listen or have connections */
static void forget_all(void);
static struct weft__ending ending = {.forget = forget_all};

/* A connection that was taken. It is freed when its task has ended. */
struct connection {
    struct weft__node node;
    weft_server *server;
    weft_task task;
    weft_handle ended;
    weft_stream stream;
};

static void settle(weft_server *server);

/* ---- connections ---- */

static int serve(void *arg)
{
    struct connection *connection = arg;
    int err = connection->server->fn(&connection->stream, connection->server->arg);

    weft__stream_leave(&connection->stream);
    return err;
}

static void report(const struct connection *connection, int code)
{
    const struct weft__task *task = weft__task_of(connection->task);
    const struct weft__error *error = weft__error_of(task);

    weft__hand_error(&(weft_error_report){.kind = WEFT_ERROR_REPORTED, .code = code, .message = "an error in a connection of a server",
                                          .text = error ? error->text : "", .task = connection->task, .name = task->name,
                                          .place = error ? error->place : task->spawned_at},
                     task->context);
}

static void forget(struct connection *connection)
{
    weft_server *server = connection->server;

    weft_stream_abort(&connection->stream);
    weft__list_remove(&server->connections, &connection->node);
    server->count--;
    weft__level(&server->resource, &a_server, NULL, server->count);
    weft__free(connection, sizeof *connection);
}

static void ended(void *arg)
{
    struct connection *connection = arg;
    weft_server *server = connection->server;
    int code = weft_task_result(connection->task);

    if (weft_is_failure(code) && code != WEFT_STALE)
        report(connection, code);
    forget(connection);
    settle(server);
}

static struct connection *new_connection(weft_server *server)
{
    struct connection *connection = weft__alloc(sizeof *connection);

    if (connection)
        *connection = (struct connection){.server = server};
    return connection;
}

/* "echo 3": what serves, and the number of the connection. Of a long one the end is cut, not the number. */
static void name_of_task(const weft_server *server, char *name, size_t room)
{
    char digits[12] = "", *at = digits + sizeof digits - 1;

    for (uint32_t number = server->made; number; number /= 10)
        *--at = (char)('0' + number % 10);
    *--at = ' ';
    *name = '\0';
    weft__text_append(name, room - strlen(at), server->place->words);
    weft__text_append(name, room, at);
}

/* A task for a connection whose stream is open. */
static void take_in(struct connection *connection)
{
    weft_server *server = connection->server;
    weft_place *place = server->place;
    char name[TASK_NAME_BYTES];

    connection->stream.resource.name = connection->stream.peer;
    weft__list_append(&server->connections, &connection->node);
    server->count++;
    server->made++;
    weft__level(&server->resource, &a_server, NULL, server->count);
    name_of_task(server, name, sizeof name);
    connection->task = weft_spawn(place, &(weft_spawn_options){.fn = serve, .arg = connection, .name = name,
                                                               .stack_bytes = server->stack_bytes});
    if (weft_task_on_done(place, connection->task, &connection->ended, ended, connection))
        forget(connection); /* there was no memory for a task */
}

/* ---- taking ---- */

static void listen_again(weft_server *server);

static void stop_listening(weft_server *server)
{
    const struct weft__transport *transport = server->transport;

    if (!transport)
        return;
    server->transport = NULL;
    weft__timer_cancel(&server->retry);
    if (transport == &weft__transport_inside) {
        if (server->accept.ready.queued)
            weft__unready(&server->accept.ready);
        weft__inside_listen_end(server);
        return;
    }
    bool here = server->accept.ready.queued && server->accept.result >= 0;
    weft__operation_drop(&server->accept);
    if (weft__tape == WEFT__PLAYS)
        return;
    if (here)
        weft__host_close(server->accept.result);
    weft__host_close(server->descriptor);
}

/* No more connections can be taken. Those that are open go on. */
static void fail(weft_server *server, int code)
{
    server->error = code;
    stop_listening(server);
    weft__wake_all(&server->serving, code, false);
    settle(server);
}

/* Connections that end make room. */
static void pause_taking(weft_server *server);


static void taken(weft_server *server, int descriptor)
{
    struct connection *connection = new_connection(server);
    char names[2 * WEFT__STREAM_NAME_BYTES] = "";

    if (!connection) {
        if (weft__tape != WEFT__PLAYS)
            weft__host_close(descriptor);
        return;
    }
    weft__text_append(names, WEFT__STREAM_NAME_BYTES, server->own);
    weft__text_append(names + strlen(names) + 1, WEFT__STREAM_NAME_BYTES, server->next);
    weft__stream_begin_host(&connection->stream, descriptor, names);
    take_in(connection);
}

static void take_inside(weft_server *server)
{
    for (struct connection *connection; server->transport && (connection = new_connection(server));) {
        if (!weft__inside_accept(server, &connection->stream)) {
            weft__free(connection, sizeof *connection);
            return;
        }
        take_in(connection);
    }
    if (server->transport) /* there was no memory */
        pause_taking(server);
}

static void try_again(struct weft__timer *timer, int64_t now)
{
    weft_server *server = weft__owner(timer, weft_server, retry);

    (void)now;
    if (server->transport == &weft__transport_inside)
        take_inside(server);
    else
        listen_again(server);
}

static struct weft__timer_kind retries = {.name = "accept_again", .fire = try_again};

static void pause_taking(weft_server *server)
{
    weft__timer_cancel(&server->retry);
    weft__timer_set(&server->retry, weft__clock_after(RETRY_NANOSECONDS), &retries, NULL, server->place); /* mutant: accept-pauses */
}

static void completed(struct weft__operation *operation, int64_t now)
{
    weft_server *server = weft__owner(operation, weft_server, accept);

    (void)now;
    if (server->transport == &weft__transport_inside) {
        take_inside(server);
        return;
    }
    if (operation->result >= 0) {
        taken(server, operation->result);
        listen_again(server);
    } else if (operation->result == WEFT_FULL || operation->result == WEFT_NO_MEMORY) {
        pause_taking(server);
    } else {
        fail(server, operation->result);
    }
}

static const struct weft__operation_kind accepts = {.completed = completed, .holds_clock = true};

static void listen_again(weft_server *server)
{
    if (!server->transport)
        return;
    memset(server->next, 0, sizeof server->next);
    server->accept = (struct weft__operation){.verb = WEFT__ACCEPT, .descriptor = server->descriptor, .bytes = server->next,
                                              .count = sizeof server->next, .kind = &accepts};
    int err = weft__operation_submit_socket(&server->accept);
    if (err)
        fail(server, err);
}

void weft__server_called(weft_server *server)
{
    weft__operation_call(&server->accept);
}

/* ---- the beginning ---- */

static void begin(weft_place *place, weft_server *server, weft_serve_function *fn, void *arg)
{
    (void)weft__at_end(&ending);
    *server = (weft_server){.resource = server->resource, .fn = fn, .arg = arg, .place = place, .state = LISTENING,
                            .stack_bytes = server->stack_bytes, .accept = {.kind = &accepts}};
    weft__name_by_place(&server->resource, place);
    weft__list_append(&servers, &server->open);
}

static int listen_at(weft_place *place, weft_server *server, const char *address)
{
    int host_error = 0;
    int descriptor = weft__ask_to_listen(place, address, server->own, sizeof server->own, &host_error);

    if (descriptor < 0)
        return descriptor;
    server->descriptor = descriptor;
    server->transport = &weft__transport_host;
    listen_again(server);
    return server->error;
}

static int listen_inside(weft_place *place, weft_server *server, const char *host, const char *port)
{
    int err = weft__inside_listen(server, host, port);

    if (err)
        return weft__io_fail(place, err, "no server at ", port, 0);
    server->transport = &weft__transport_inside;
    return WEFT_OK;
}

static int start(weft_place *place, weft_server *server, const char *host, const char *port)
{
    char addresses[ADDRESSES_BYTES], address[WEFT__STREAM_NAME_BYTES + 8];
    int count;

    enum weft__net net = weft__net_choice();

    if (net == WEFT__NET_INSIDE)
        return listen_inside(place, server, "", port);
    if (net == WEFT__NET_NONE)
        return weft__io_fail(place, WEFT_UNSUPPORTED, "this host has no sockets: no server at ", port, 0);
    if (!host) { /* all of both families, where there are both */
        weft__address_of(address, sizeof address, "::", port);
        int err = listen_at(place, server, address);
        if (err != WEFT_UNSUPPORTED && err != WEFT_INVALID)
            return err;
        host = "0.0.0.0";
    }
    WEFT_TRY(weft__resolve(place, host, addresses, sizeof addresses, &count));
    weft__address_of(address, sizeof address, addresses, port);
    return listen_at(place, server, address);
}

static int start_unix(weft_place *place, weft_server *server, const char *path)
{
    char address[128] = "unix:";

    enum weft__net net = weft__net_choice();

    if (net == WEFT__NET_INSIDE)
        return listen_inside(place, server, "unix", path);
    if (net == WEFT__NET_NONE)
        return weft__io_fail(place, WEFT_UNSUPPORTED, "this host has no sockets: no server at ", path, 0);
    weft__text_append(address, sizeof address, path);
    return listen_at(place, server, address);
}

static int check(const weft_server *server, const char *where, weft_serve_function *fn)
{
    if (!weft__self() || server->state == LISTENING)
        return WEFT_USAGE;
    return where && *where && strlen(where) < 100 && fn ? WEFT_OK : WEFT_INVALID;
}

static int begun(weft_server *server, int err)
{
    if (err && server->state == LISTENING)
        weft__list_remove(&servers, &server->open);
    if (err)
        server->state = NEW;
    return err;
}

int weft_server_start(weft_place *place, weft_server *server, const char *host, const char *port, weft_serve_function *fn, void *arg)
{
    WEFT_TRY(check(server, port, fn));
    begin(place, server, fn, arg);
    return begun(server, start(place, server, host, port));
}

int weft_server_start_unix(weft_place *place, weft_server *server, const char *path, weft_serve_function *fn, void *arg)
{
    WEFT_TRY(check(server, path, fn));
    begin(place, server, fn, arg);
    return begun(server, start_unix(place, server, path));
}

/* ---- the end ---- */

/* Closed, and nobody is connected: the server is gone. */
static void settle(weft_server *server)
{
    if (server->state != LISTENING || server->transport || server->count > 0)
        return;
    server->state = CLOSED;
    weft__list_remove(&servers, &server->open);
    weft__wake_all(&server->waiting, WEFT_OK, false); /* mutant: server-settles */
    weft__wake_all(&server->serving, WEFT_CLOSED, false);
}

void weft_server_close(weft_server *server)
{
    stop_listening(server);
    settle(server);
}

void weft_server_cancel(weft_server *server)
{
    for (struct weft__node *node = server->connections.first; node; node = node->next)
        (void)weft_task_cancel(weft__owner(node, struct connection, node)->task);
}

int weft_server_wait_closed(weft_place *place, weft_server *server)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (server->state != LISTENING)
        return WEFT_OK;
    return weft__park(&(struct weft__wait){.place = place, .kind = &to_end, .list = &server->waiting, .resource = &server->resource});
}

void weft__server_leave(weft_server *server)
{
    if (server->state != LISTENING)
        return;
    weft_server_close(server);
    weft_server_cancel(server);
    if (!weft__self())
        return;
    weft__shield_enter();
    int err = weft__shield_leave(weft_server_wait_closed(weft__last_place(), server));
    (void)err;
}

int weft_serve_forever(weft_place *place, weft_server *server)
{
    if (!weft__self() || server->state != LISTENING || !server->transport || server->serving.first)
        return server->error ? server->error : WEFT_USAGE;
    int err = weft__park(&(struct weft__wait){.place = place, .kind = &to_serve, .list = &server->serving, .resource = &server->resource});
    if (err == WEFT_CLOSED) /* somebody else has closed it, and it may be gone */
        return err;
    int why = server->error;
    weft__server_leave(server);
    if (err != WEFT_CANCELLED && err == why)
        return weft__io_fail(place, err, "the server ", server->own, server->accept.host_error);
    return err;
}

int weft_serve(weft_place *place, const char *host, const char *port, weft_serve_function *fn, void *arg)
{
    WEFT_SERVER(server);

    WEFT_TRY(weft_server_start(place, &server, host, port, fn, arg));
    return weft_serve_forever(place, &server);
}

/* At the end of a run, those on stacks that were dropped. */
static void forget_all(void)
{
    while (servers.first) {
        weft_server *server = weft__owner(servers.first, weft_server, open);
        stop_listening(server);
        while (server->connections.first)
            forget(weft__owner(server->connections.first, struct connection, node));
        weft__list_remove(&servers, &server->open);
        server->state = CLOSED;
    }
}

/* ---- questions ---- */

const char *weft_server_name(const weft_server *server)
{
    return server->transport ? server->own : "";
}

int weft_server_port(const weft_server *server)
{
    const char *colon = strrchr(weft_server_name(server), ':');
    int port = 0;

    for (const char *at = colon; at && *++at >= '0' && *at <= '9';)
        port = port * 10 + (*at - '0');
    return port;
}

size_t weft_server_connections(const weft_server *server)
{
    return server->count;
}

size_t weft_server_accepted(const weft_server *server)
{
    return server->made;
}

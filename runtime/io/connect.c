/* Connections to elsewhere: from a name to its addresses, and one after the other until one answers. */
#include "io/asking.h"

static weft_resource_kind a_host = {.name = "host", .noun = "the host"};
static weft_wait_kind for_addresses = {.name = "resolve", .words = "looks up", .of = &a_host};
weft_wait_kind weft__for_connection = {.name = "connect", .words = "connects to", .of = &a_host};
static weft_wait_kind to_listen = {.name = "listen", .words = "begins to listen at", .of = &a_host};

static void completed(struct weft__operation *operation, int64_t now)
{
    struct weft__task *task = weft__owner(operation, struct weft__asked, operation)->task;

    (void)now;
    if (task->state == WEFT__WAITING)
        weft__wake(task, WEFT_OK, true); /* mutant: connection-handed */
    else if (operation->verb != WEFT__RESOLVE && operation->result >= 0 && weft__tape != WEFT__PLAYS)
        weft__host_close(operation->result); /* a cancel was quicker */
}

static const struct weft__operation_kind answers = {.completed = completed, .holds_clock = true};

void weft__call_off(struct weft__operation *operation)
{
    bool here = operation->ready.queued && operation->verb != WEFT__RESOLVE && operation->result >= 0;

    weft__operation_drop(operation);
    if (here && weft__tape != WEFT__PLAYS)
        weft__host_close(operation->result);
}

int weft__ask_host(weft_place *place, weft_wait_kind *kind, struct weft__asked *asked, int *host_error)
{
    asked->operation.kind = &answers;
    asked->task = weft__self();
    memset(asked->operation.bytes, 0, asked->operation.count);
    int err = weft__operation_submit_socket(&asked->operation);
    *host_error = asked->operation.host_error;
    if (err)
        return err;
    err = weft__park(&(struct weft__wait){.place = place, .kind = kind, .resource = &asked->resource});
    *host_error = asked->operation.host_error;
    if (!err)
        return asked->operation.result;
    weft__call_off(&asked->operation);
    return err;
}

int weft__resolve(weft_place *place, const char *host, char *addresses, size_t room, int *count)
{
    int host_error = 0;
    struct weft__asked asked = {.operation = {.verb = WEFT__RESOLVE, .bytes = addresses, .count = room, .text = host}, .resource = {.name = host}};
    int found = weft__ask_host(place, &for_addresses, &asked, &host_error);

    *count = found;
    if (found > 0 || found == WEFT_CANCELLED)
        return found > 0 ? WEFT_OK : found;
    return weft__io_fail(place, found ? found : WEFT_NOT_FOUND, "the host ", host, host_error);
}

void weft__address_of(char *to, size_t room, const char *host, const char *port)
{
    bool six = strchr(host, ':') != NULL;

    *to = '\0';
    weft__text_append(to, room, six ? "tcp:[" : "tcp:");
    weft__text_append(to, room, host);
    weft__text_append(to, room, six ? "]:" : ":");
    weft__text_append(to, room, port);
}

void weft__note_failure(char *why, size_t room, const char *address, int code, int host_error)
{
    const char *words = weft__words_of(host_error);

    weft__text_append(why, room, *why ? "; " : "no connection to ");
    weft__text_append(why, room, strchr(address, ':') + 1);
    weft__text_append(why, room, ": ");
    weft__text_append(why, room, *words ? words : weft_error_name(code));
}

/* A failure is added to `why`. */
static int connect_to(weft_place *place, weft_stream *stream, const char *address, char *why)
{
    char names[NAMES_BYTES];
    int host_error = 0;
    struct weft__asked asked = {.operation = {.verb = WEFT__CONNECT, .bytes = names, .count = sizeof names, .text = address},
                            .resource = {.name = strchr(address, ':') + 1}};
    int descriptor = weft__ask_host(place, &weft__for_connection, &asked, &host_error);

    if (descriptor == WEFT_CANCELLED)
        return descriptor;
    if (descriptor < 0) {
        weft__note_failure(why, WHY_BYTES, address, descriptor, host_error);
        return descriptor;
    }
    if (stream->transport) { /* another task has opened it meanwhile */
        if (weft__tape != WEFT__PLAYS)
            weft__host_close(descriptor);
        return WEFT_USAGE;
    }
    weft__stream_begin_host(stream, descriptor, names);
    return WEFT_OK;
}

int weft__ask_to_listen(weft_place *place, const char *address, char *own, size_t room, int *host_error)
{
    struct weft__asked asked = {.operation = {.verb = WEFT__LISTEN, .bytes = own, .count = room, .text = address},
                            .resource = {.name = strchr(address, ':') + 1}};
    int descriptor = weft__ask_host(place, &to_listen, &asked, host_error);

    if (descriptor < 0 && descriptor != WEFT_CANCELLED)
        return weft__io_fail(place, descriptor, "no server at ", strchr(address, ':') + 1, *host_error);
    return descriptor;
}

int weft__ask_for_datagrams(weft_place *place, enum weft__verb verb, const char *address, char *names, size_t room)
{
    int host_error = 0;
    struct weft__asked asked = {.operation = {.verb = (uint8_t)verb, .bytes = names, .count = room, .text = address},
                            .resource = {.name = strchr(address, ':') + 1}};
    int descriptor = weft__ask_host(place, verb == WEFT__LISTEN ? &to_listen : &weft__for_connection, &asked, &host_error);

    if (descriptor == WEFT_UNSUPPORTED)
        return weft__io_fail(place, descriptor, address[3] == '+' ? "this host has no broadcast: " : "this host has no datagrams: ", strchr(address, ':') + 1, 0);
    if (descriptor < 0 && descriptor != WEFT_CANCELLED)
        return weft__io_fail(place, descriptor, "no datagrams at ", strchr(address, ':') + 1, host_error);
    return descriptor;
}

int weft__no_network(weft_place *place, const char *host)
{
    return weft__io_fail(place, WEFT_UNSUPPORTED, "this host has no network; no connection to ", host, 0);
}

int weft__connect_begin(weft_place *place, weft_stream *stream, const char *host, const char *port, struct addresses *addresses)
{
    addresses->count = 0;
    if (!weft__self() || stream->transport)
        return WEFT_USAGE;
    if (!host || !port)
        return WEFT_INVALID;
    enum weft__net net = weft__net_choice();
    if (net == WEFT__NET_INSIDE && (!weft__net_beyond() || weft__inside_listens(host, port)))
        return weft__inside_connect(place, stream, host, port);
    if (net == WEFT__NET_NONE)
        return weft__no_network(place, host);
    return weft__resolve(place, host, addresses->texts, sizeof addresses->texts, &addresses->count);
}

int weft_connect(weft_place *place, weft_stream *stream, const char *host, const char *port)
{
    struct addresses addresses;
    char address[ADDRESS_BYTES], why[WHY_BYTES] = "";
    int err = WEFT_NOT_FOUND;

    WEFT_TRY(weft__connect_begin(place, stream, host, port, &addresses));
    if (addresses.count == 0)
        return WEFT_OK;
    for (const char *at = addresses.texts; addresses.count > 0; addresses.count--, at += strlen(at) + 1) {
        weft__address_of(address, sizeof address, at, port);
        err = connect_to(place, stream, address, why);
        if (!err || err == WEFT_CANCELLED || err == WEFT_USAGE)
            return err;
    }
    weft__task_error(place, err, why);
    return err;
}

int weft_connect_unix(weft_place *place, weft_stream *stream, const char *path)
{
    char address[128] = "unix:", why[WHY_BYTES] = "";

    if (!weft__self() || stream->transport)
        return WEFT_USAGE;
    if (!path || !*path || strlen(path) > 100)
        return WEFT_INVALID;
    enum weft__net net = weft__net_choice();
    if (net == WEFT__NET_INSIDE)
        return weft__inside_connect(place, stream, "unix", path);
    if (net == WEFT__NET_NONE)
        return weft__no_network(place, path);
    weft__text_append(address, sizeof address, path);
    int err = connect_to(place, stream, address, why);
    if (*why)
        weft__task_error(place, err, why);
    return err;
}

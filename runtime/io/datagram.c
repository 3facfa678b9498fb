/* Datagrams: sockets that send and receive them. What the host has goes over a descriptor; what is inside of the program is in
 * datagram_inside.c. */
#include "io/datagram.h"
#include "io/inside.h"

enum { CALLS_MOST = 64, HOST_BYTES = 256 };

static weft_resource_kind a_socket = {.name = "udp", .noun = "the socket"};
static weft_wait_kind for_datagram = {.name = "receive_from", .words = "waits for a datagram at", .of = &a_socket};
static weft_wait_kind for_room = {.name = "send_to", .words = "waits for room to send a datagram from", .of = &a_socket};

static struct weft__list sockets; /* all that are open, the oldest first */
static void forget_all(void);
static struct weft__ending ending = {.forget = forget_all};

/* ---- over a descriptor of the host's ---- */

static void completed_receive(struct weft__operation *operation, int64_t now)
{
    (void)now;
    weft__udp_ready(weft__owner(operation, weft_udp, readable), false, operation->result < 0 ? operation->result : WEFT_OK);
}

static void completed_send(struct weft__operation *operation, int64_t now)
{
    (void)now;
    weft__udp_ready(weft__owner(operation, weft_udp, writable), true, operation->result < 0 ? operation->result : WEFT_OK);
}

static const struct weft__operation_kind to_receive = {.completed = completed_receive, .holds_clock = true};
static const struct weft__operation_kind to_send = {.completed = completed_send, .holds_clock = true};

static long receive(weft_udp *udp, void *bytes, size_t size, struct weft__origin *origin, int *host_error)
{
    long got = weft__tape == WEFT__PLAYS ? 0 : weft__host_receive_from(udp->descriptor, bytes, size, origin, host_error);

    if (!weft__tape)
        return got;
    long head = weft__tape_received(udp->descriptor, origin, sizeof *origin, got < 0 ? got : (long)sizeof *origin, host_error);
    return head < 0 ? head : weft__tape_received(udp->descriptor, bytes, size, got, host_error);
}

static long send(weft_udp *udp, const char *to, const void *bytes, size_t count, int *host_error)
{
    long sent = weft__tape == WEFT__PLAYS ? 0 : weft__host_send_to(udp->descriptor, to, bytes, count, host_error);
    size_t length = strlen(to);

    if (!weft__tape)
        return sent;
    long head = weft__tape_sent(udp->descriptor, to, length, sent < 0 ? sent : (long)length, host_error);
    return head < 0 ? head : weft__tape_sent(udp->descriptor, bytes, count, sent, host_error);
}

static int ask(weft_udp *udp, bool sends)
{
    struct weft__operation *operation = sends ? &udp->writable : &udp->readable;

    *operation = (struct weft__operation){.verb = sends ? WEFT__WRITABLE : WEFT__READABLE, .descriptor = udp->descriptor,
                                          .kind = sends ? &to_send : &to_receive};
    return weft__operation_submit_descriptor(operation);
}

static void close_it(weft_udp *udp)
{
    weft__operation_drop(&udp->readable);
    weft__operation_drop(&udp->writable);
    if (weft__tape != WEFT__PLAYS)
        weft__host_close(udp->descriptor);
}

const struct weft__udp_way weft__udp_host = {receive, send, ask, close_it};

/* ---- the beginning ---- */

static void begin(weft_udp *udp)
{
    (void)weft__at_end(&ending);
    *udp = (weft_udp){.resource = {.name = udp->resource.name}};
}

static int begun(weft_udp *udp, const struct weft__udp_way *way)
{
    udp->way = way;
    weft__list_append(&sockets, &udp->open);
    return WEFT_OK;
}

static bool is_port(const char *text)
{
    unsigned port = 0;
    const char *at = text;

    for (; *at >= '0' && *at <= '9' && at - text < 6; at++)
        port = port * 10 + (unsigned)(*at - '0');
    return at > text && !*at && port < 65536;
}

static void udp_address(char *to, size_t room, const char *scheme, const char *host, const char *port)
{
    char address[WEFT_ADDRESS_BYTES + 8];

    weft__address_of(address, sizeof address, host, port); /* "tcp:..." */
    *to = '\0';
    weft__text_append(to, room, scheme);
    weft__text_append(to, room, address + 4);
}

/* LISTEN, or CONNECT to a peer. */
static int open_at(weft_place *place, weft_udp *udp, enum weft__verb verb, const char *host, const weft_udp_options *options)
{
    char addresses[ADDRESSES_BYTES], address[WEFT_ADDRESS_BYTES + 16], names[NAMES_BYTES];
    int count;

    WEFT_TRY(weft__resolve(place, host, addresses, sizeof addresses, &count));
    udp_address(address, sizeof address, options->allow_broadcast ? "udp+broadcast:" : "udp:", addresses, options->port);
    int descriptor = weft__ask_for_datagrams(place, verb, address, names, sizeof names);
    if (descriptor < 0)
        return descriptor;
    if (udp->way) { /* another task has opened it meanwhile */
        if (weft__tape != WEFT__PLAYS)
            weft__host_close(descriptor);
        return WEFT_USAGE;
    }
    begin(udp);
    udp->broadcasts = options->allow_broadcast;
    udp->descriptor = descriptor;
    weft__text_append(udp->own, sizeof udp->own, names);
    if (verb == WEFT__CONNECT)
        weft__text_append(udp->peer, sizeof udp->peer, names + strlen(names) + 1);
    return begun(udp, &weft__udp_host);
}

static int open_inside(weft_place *place, weft_udp *udp, const char *port, const char *peer, bool broadcasts)
{
    begin(udp);
    udp->broadcasts = broadcasts;
    int err = weft__udp_inside_open(udp, port, peer);
    return err ? weft__io_fail(place, err, "no datagrams at 127.0.0.1:", port, 0) : begun(udp, &weft__udp_inside);
}

static int check(weft_place *place, weft_udp *udp, const char *port)
{
    if (!weft__self() || udp->way)
        return WEFT_USAGE;
    weft__name_by_place(&udp->resource, place);
    if (!port || !is_port(port))
        return weft__io_fail(place, WEFT_INVALID, "no port, which is a number from 0 to 65535: ", port, 0);
    return WEFT_OK;
}

int weft_udp_open(weft_place *place, weft_udp *udp, const char *host, const weft_udp_options *options)
{
    const char *port = options->port;

    WEFT_TRY(check(place, udp, port));
    enum weft__net net = weft__net_choice();
    if (net == WEFT__NET_INSIDE)
        return open_inside(place, udp, port, NULL, options->allow_broadcast);
    if (net == WEFT__NET_NONE)
        return weft__io_fail(place, WEFT_UNSUPPORTED, "this host has no sockets: no datagrams at ", port, 0);
    return open_at(place, udp, WEFT__LISTEN, host ? host : "0.0.0.0", options);
}

int weft_udp_connect(weft_place *place, weft_udp *udp, const char *host, const weft_udp_options *options)
{
    WEFT_TRY(check(place, udp, options->port));
    if (!host)
        return WEFT_INVALID;
    enum weft__net net = weft__net_choice();
    if (net == WEFT__NET_INSIDE)
        return open_inside(place, udp, "0", options->port, options->allow_broadcast);
    if (net == WEFT__NET_NONE)
        return weft__no_network(place, host);
    return open_at(place, udp, WEFT__CONNECT, host, options);
}

/* ---- calls that may wait ---- */

/* On the stack of its task. The socket may be closed meanwhile by another task whose scope it was in: then it is gone. */
struct call {
    weft_place *place;
    weft_udp *udp; /* NULL: closed meanwhile */
    struct weft__node node;
};

void weft__udp_ready(weft_udp *udp, bool sends, int code)
{
    *(sends ? &udp->waits_to_send : &udp->waits_to_receive) = false;
    weft__wake_all(sends ? &udp->sending : &udp->receiving, code, false);
}

static int fail(const struct call *call, const char *what, int code, int host_error)
{
    const weft_udp *udp = call->udp;

    return weft__io_fail(call->place, code, what, *udp->peer ? udp->peer : udp->own, host_error);
}

/* Never inlined: a frame that parks has no timeout beside the wait. */
static __attribute__((noinline)) int wait(struct call *call, bool sends)
{
    weft_udp *udp = call->udp;
    bool *asked = sends ? &udp->waits_to_send : &udp->waits_to_receive;

    if (!*asked) {
        int err = udp->way->ask(udp, sends);
        if (err)
            return fail(call, "datagrams at ", err, sends ? udp->writable.host_error : udp->readable.host_error);
        *asked = true;
    }
    int err = weft__park(&(struct weft__wait){.place = call->place, .kind = sends ? &for_room : &for_datagram,
                                              .list = sends ? &udp->sending : &udp->receiving, .resource = &udp->resource});
    if (!call->udp)
        return err == WEFT_CANCELLED ? err : WEFT_CLOSED;
    return err && err != WEFT_CANCELLED && err != WEFT_CLOSED ? fail(call, "datagrams at ", err, 0) : err;
}

/* A task that calls again and again without a wait lets others run. */
static int step_aside(struct call *call)
{
    weft_udp *udp = call->udp;

    if (udp->step != weft__loop.steps) {
        udp->step = weft__loop.steps;
        udp->made = 0;
    }
    if (++udp->made < CALLS_MOST)
        return WEFT_OK;
    int err = weft__task_yield(call->place);
    if (!call->udp)
        return err == WEFT_CANCELLED ? err : WEFT_CLOSED;
    udp->step = weft__loop.steps;
    udp->made = 0;
    return err;
}

static int call_begin(struct call *call)
{
    if (!weft__self())
        return WEFT_USAGE;
    if (!call->udp->way)
        return WEFT_CLOSED;
    weft__list_append(&call->udp->calls, &call->node);
    return WEFT_OK;
}

static int call_end(struct call *call, int err)
{
    if (call->udp)
        weft__list_remove(&call->udp->calls, &call->node);
    return err;
}

/* ---- receiving ---- */

static int receive_one(struct call *call, void *bytes, size_t size, size_t *count, char *sender)
{
    struct weft__origin origin;
    int host_error = 0;
    long got;

    WEFT_TRY(step_aside(call));
    for (;;) {
        memset(&origin, 0, sizeof origin);
        got = call->udp->way->receive(call->udp, bytes, size, &origin, &host_error);
        if (got != WEFT__AGAIN)
            break;
        WEFT_TRY(wait(call, false));
    }
    if (got < 0)
        return fail(call, "datagrams to ", (int)got, host_error);
    origin.from[sizeof origin.from - 1] = '\0';
    call->udp->dropped = origin.dropped;
    *count = (size_t)got;
    if (sender)
        memcpy(sender, origin.from, sizeof origin.from);
    return origin.length > size ? weft__io_fail(call->place, WEFT_LIMIT, "a datagram that has no room, from ", origin.from, 0) : WEFT_OK;
}

int weft_receive_from(weft_place *place, weft_udp *udp, void *bytes, size_t size, size_t *count, char *sender)
{
    struct call call = {.place = place, .udp = udp};

    if (!count || (!bytes && size > 0))
        return WEFT_INVALID;
    *count = 0;
    if (sender)
        *sender = '\0';
    WEFT_TRY(call_begin(&call));
    return call_end(&call, receive_one(&call, bytes, size, count, sender));
}

/* ---- sending ---- */

static int no_address(const struct call *call, const char *text)
{
    return weft__io_fail(call->place, WEFT_INVALID, "no address, which is as in 127.0.0.1:80 or [::1]:80: ", text, 0);
}

static bool is_number(const char *host, size_t length)
{
    return strspn(host, "0123456789.") >= length || memchr(host, ':', length);
}

/* Cuts "localhost:80" into its host and where its port begins; NULL when it is none. */
static const char *cut(const char *text, char *host, size_t room)
{
    const char *colon = strrchr(text, ':');
    bool six = *text == '[';

    if (!colon || !is_port(colon + 1) || (six && colon[-1] != ']'))
        return NULL;
    size_t length = (size_t)(colon - text) - (six ? 2 : 0);
    if (colon < text + (six ? 3 : 1) || length >= room)
        return NULL;
    memcpy(host, text + six, length);
    host[length] = '\0';
    return colon + 1;
}

/* The first address of a host that this socket can reach; the first of all when there is none. */
static const char *choose(const weft_udp *udp, const char *addresses, int count)
{
    const char *at = addresses;

    for (; count > 0; count--, at += strlen(at) + 1)
        if ((strchr(at, ':') != NULL) == (*udp->own == '['))
            return at;
    return addresses;
}

static const char no_leave[] = "without .allow_broadcast no datagram to ";

/* The address as the host wants it, in `to`. */
static int find_address(struct call *call, const char *text, char *to)
{
    char host[HOST_BYTES], addresses[ADDRESSES_BYTES];
    const char *port = cut(text, host, sizeof host);
    int count;

    if (!port)
        return no_address(call, text);
    if (call->udp->way == &weft__udp_inside) {
        if (strcmp(host, "255.255.255.255") == 0 && !call->udp->broadcasts)
            return weft__io_fail(call->place, WEFT_DENIED, no_leave, text, 0);
        weft__inside_name(to, WEFT_ADDRESS_BYTES, "", port);
    } else if (is_number(host, strlen(host)) && strlen(text) < WEFT_ADDRESS_BYTES) {
        memcpy(to, text, strlen(text) + 1);
    } else {
        int err = weft__resolve(call->place, host, addresses, sizeof addresses, &count);
        if (!call->udp)
            return err == WEFT_CANCELLED ? err : WEFT_CLOSED;
        if (err)
            return err;
        udp_address(to, WEFT_ADDRESS_BYTES, "", choose(call->udp, addresses, count), port);
    }
    if (*call->udp->peer && strcmp(to, call->udp->peer) != 0)
        return weft__io_fail(call->place, WEFT_INVALID, "the socket has another peer: no datagram to ", text, 0);
    return WEFT_OK;
}

static int send_one(struct call *call, const char *address, const void *bytes, size_t count)
{
    char to[WEFT_ADDRESS_BYTES] = "";
    int host_error = 0;
    long sent;

    WEFT_TRY(step_aside(call));
    if (address)
        WEFT_TRY(find_address(call, address, to));
    else if (!*call->udp->peer)
        return no_address(call, "NULL, and the socket has no peer");
    while ((sent = call->udp->way->send(call->udp, *call->udp->peer ? "" : to, bytes, count, &host_error)) == WEFT__AGAIN)
        WEFT_TRY(wait(call, true));
    if (sent == WEFT_INVALID)
        return no_address(call, address ? address : call->udp->peer);
    if (sent < 0)
        return weft__io_fail(call->place, (int)sent, sent == WEFT_DENIED && !call->udp->broadcasts ? no_leave : "no datagram to ",
                             *to ? to : call->udp->peer, host_error);
    return WEFT_OK;
}

int weft_send_to(weft_place *place, weft_udp *udp, const char *address, const void *bytes, size_t count)
{
    struct call call = {.place = place, .udp = udp};

    if (!bytes && count > 0)
        return WEFT_INVALID;
    WEFT_TRY(call_begin(&call));
    if (count > WEFT_DATAGRAM_MOST) /* mutant: datagram-length */
        return call_end(&call, weft__io_fail(place, WEFT_LIMIT, "more than the 65507 bytes of a datagram, to ", address ? address : udp->peer, 0));
    return call_end(&call, send_one(&call, address, bytes, count));
}

/* ---- the end ---- */

void weft_udp_close(weft_udp *udp)
{
    if (!udp->way)
        return;
    udp->way->close(udp);
    udp->way = NULL;
    weft__wake_all(&udp->receiving, WEFT_CLOSED, false);
    weft__wake_all(&udp->sending, WEFT_CLOSED, false);
    while (udp->calls.first) { /* the closer may leave its scope, and the socket with it, before they run */
        struct call *call = weft__owner(udp->calls.first, struct call, node);
        weft__list_remove(&udp->calls, &call->node);
        call->udp = NULL;
    }
    weft__list_remove(&sockets, &udp->open);
    *udp->own = *udp->peer = '\0';
}

static void forget_all(void)
{
    while (sockets.first) {
        weft_udp *udp = weft__owner(sockets.first, weft_udp, open);
        if (weft__options.debug && !weft__loop.fatal)
            weft__say("weft: debug: the socket %s was still open at the end of the run\n", udp->resource.name ? udp->resource.name : "");
        weft_udp_close(udp);
    }
}

/* ---- questions ---- */

bool weft_udp_is_open(const weft_udp *udp)
{
    return udp->way != NULL;
}

const char *weft_udp_name(const weft_udp *udp)
{
    return udp->own;
}

const char *weft_udp_peer_name(const weft_udp *udp)
{
    return udp->peer;
}

int weft_udp_port(const weft_udp *udp)
{
    const char *colon = strrchr(udp->own, ':');
    int port = 0;

    for (const char *at = colon; at && *++at >= '0' && *at <= '9';)
        port = port * 10 + (*at - '0');
    return port;
}

size_t weft_udp_dropped(const weft_udp *udp)
{
    return udp->dropped;
}

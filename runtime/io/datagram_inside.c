/* Datagrams inside of the program, the same on every host. What is sent lies in the queue of the socket that it is for, and says so in the next
 * turn; on a bad network a timer brings it there, or nothing does. */
#include "io/datagram.h"
#include "io/inside.h"

enum { QUEUE_MOST = 256 };

struct place_inside;

struct datagram {
    struct weft__node node;         /* in `came` or `coming` of the place that it is for */
    struct weft__timer timer;       /* while it is on its way over a bad network */
    struct place_inside *place;
    size_t count;
    char from[WEFT_ADDRESS_BYTES];
    char bytes[];
};

/* A socket's end of the network. */
struct place_inside {
    struct weft__node node;
    weft_udp *udp;
    struct weft__operation call; /* something has changed: its handle runs in a turn */
    struct weft__list came, coming;
    uint32_t count, dropped;
    bool refused;                /* nobody was there where one was sent to */
    bool asks;
};

static struct weft__list places;
static weft_place network = {.file = "network", .words = "the network inside"};

static void forget_datagram(struct datagram *datagram)
{
    weft__free(datagram, sizeof *datagram + datagram->count);
}

static void forget_list(struct weft__list *list)
{
    while (list->first) {
        struct datagram *datagram = weft__owner(list->first, struct datagram, node);
        weft__list_remove(list, &datagram->node);
        weft__timer_cancel(&datagram->timer);
        forget_datagram(datagram);
    }
}

static struct place_inside *place_at(const char *name)
{
    for (struct weft__node *node = places.first; node; node = node->next) {
        struct place_inside *place = weft__owner(node, struct place_inside, node);
        if (strcmp(place->udp->own, name) == 0)
            return place;
    }
    return NULL;
}

/* ---- arriving ---- */

static void completed(struct weft__operation *operation, int64_t now)
{
    struct place_inside *place = weft__owner(operation, struct place_inside, call);

    (void)now;
    if (!place->asks)
        return;
    place->asks = false;
    weft__udp_ready(place->udp, false, WEFT_OK);
}

static const struct weft__operation_kind calls = {.completed = completed};

static void arrive(struct datagram *datagram)
{
    struct place_inside *place = datagram->place;

    if (place->count < QUEUE_MOST) {
        weft__list_append(&place->came, &datagram->node);
        place->count++;
        weft__operation_call(&place->call);
        return;
    }
    place->dropped++; /* mutant: datagram-dropped */
    forget_datagram(datagram);
}

static void arrive_late(struct weft__timer *timer, int64_t now)
{
    struct datagram *datagram = weft__owner(timer, struct datagram, timer);

    (void)now;
    weft__list_remove(&datagram->place->coming, &datagram->node);
    arrive(datagram);
}

static struct weft__timer_kind arrivals = {.name = "datagram", .fire = arrive_late};

/* ---- the way ---- */

static long receive(weft_udp *udp, void *bytes, size_t size, struct weft__origin *origin, int *host_error)
{
    struct place_inside *place = udp->inside;

    (void)host_error;
    if (place->refused) {
        place->refused = false;
        return WEFT_REFUSED;
    }
    if (!place->came.first)
        return WEFT__AGAIN;
    struct datagram *datagram = weft__owner(place->came.first, struct datagram, node);
    size_t part = datagram->count < size ? datagram->count : size;
    weft__list_remove(&place->came, &datagram->node);
    place->count--;
    if (part > 0)
        memcpy(bytes, datagram->bytes, part);
    origin->dropped = place->dropped;
    origin->length = (uint32_t)datagram->count;
    memcpy(origin->from, datagram->from, sizeof origin->from);
    forget_datagram(datagram);
    return (long)part;
}

static struct datagram *new_datagram(const weft_udp *udp, struct place_inside *to, const void *bytes, size_t count)
{
    struct datagram *datagram = weft__alloc(sizeof *datagram + count);

    if (!datagram)
        return NULL;
    *datagram = (struct datagram){.place = to, .count = count};
    memcpy(datagram->from, udp->own, sizeof datagram->from);
    if (count > 0)
        memcpy(datagram->bytes, bytes, count);
    return datagram;
}

static bool receives_from(const weft_udp *udp, const char *sender)
{
    return !*udp->peer || strcmp(udp->peer, sender) == 0;
}

/* Nobody is there: a socket with a peer gets that as its next result. */
static void refuse(weft_udp *udp)
{
    struct place_inside *place = udp->inside;

    if (!*udp->peer)
        return;
    place->refused = true;
    weft__operation_call(&place->call);
}

static long send(weft_udp *udp, const char *to, const void *bytes, size_t count, int *host_error)
{
    struct place_inside *place = udp->inside, *other = place_at(*to ? to : udp->peer);
    int64_t after[2] = {0, 0};

    (void)host_error;
    if (place->refused) {
        place->refused = false;
        return WEFT_REFUSED;
    }
    int copies = weft__weather ? weft__weather->datagram(after) : 1;
    if (!other && copies > 0)
        refuse(udp);
    if (!other || !receives_from(other->udp, udp->own))
        return (long)count;
    for (int i = 0; i < copies; i++) {
        struct datagram *datagram = new_datagram(udp, other, bytes, count);
        if (!datagram)
            return WEFT_NO_MEMORY;
        if (after[i] == 0) {
            arrive(datagram);
            continue;
        }
        weft__list_append(&other->coming, &datagram->node);
        weft__timer_set(&datagram->timer, weft__clock_after(after[i]), &arrivals, NULL, &network);
    }
    return (long)count;
}

/* There is always room to send. */
static int ask(weft_udp *udp, bool to_send)
{
    struct place_inside *place = udp->inside;

    if (!to_send)
        place->asks = true;
    return WEFT_OK;
}

static void close_it(weft_udp *udp)
{
    struct place_inside *place = udp->inside;

    if (place->call.ready.queued)
        weft__unready(&place->call.ready);
    forget_list(&place->came);
    forget_list(&place->coming);
    weft__list_remove(&places, &place->node);
    weft__free(place, sizeof *place);
    udp->inside = NULL;
}

const struct weft__udp_way weft__udp_inside = {receive, send, ask, close_it};

/* ---- the beginning ---- */

int weft__udp_inside_open(weft_udp *udp, const char *port, const char *peer)
{
    bool any = strcmp(port, "0") == 0;

    weft__inside_use();
    do
        weft__inside_name(udp->own, sizeof udp->own, "", port);
    while (any && place_at(udp->own));
    if (place_at(udp->own)) {
        *udp->own = '\0';
        return WEFT_IN_USE;
    }
    struct place_inside *place = weft__alloc(sizeof *place);
    if (!place) {
        *udp->own = '\0';
        return WEFT_NO_MEMORY;
    }
    *place = (struct place_inside){.udp = udp, .call = {.kind = &calls}};
    if (peer)
        weft__inside_name(udp->peer, sizeof udp->peer, "", peer);
    weft__list_append(&places, &place->node);
    udp->inside = place;
    return WEFT_OK;
}

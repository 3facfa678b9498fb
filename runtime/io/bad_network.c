/* The network inside of the program, made a bad one by a seed: what is sent arrives late, in pieces, or never; connections are refused, break, or
 * lose the other side without a word. Linked only into programs that ask for it. Its random numbers are its own, so that a good network changes
 * neither the order of tasks nor the numbers that the program draws. */
#include "io/inside.h"

enum { WINDOWS = 2, MILLISECOND = 1000000, SECOND = 1000 * MILLISECOND };

/* What goes wrong at one end: with what comes to it. */
struct weft__bad {
    struct weft__end *end;
    struct weft__timer timer; /* the next arrival; of a dead end, when it notices */
    int64_t latency;
    size_t piece;             /* so many arrive at once, at most */
    uint64_t breaks;          /* after so many bytes of both directions the connection breaks, or the other side is lost; 0: never */
    bool loses;               /* it is lost, and not broken */
    bool dead;                /* nothing arrives any more */
    bool ends, resets;        /* the end is on its way */
};

static struct {
    uint64_t state;
    unsigned kinds;
    int64_t latency;
    int64_t from[WINDOWS], to[WINDOWS]; /* when nothing passes */
    int64_t latest;                     /* the arrival of the last datagram: those that are not out of order come behind it */
} weather;

/* ---- chance ---- */

static uint64_t draw(void)
{
    uint64_t mixed = weather.state += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

static uint64_t below(uint64_t limit)
{
    return draw() % limit;
}

/* 1 to `most`, small ones as often as large ones. */
static uint64_t any_size(uint64_t most)
{
    uint64_t limit = UINT64_C(1) << below(18);

    return 1 + below(limit < most ? limit : most);
}

static bool happens(unsigned kind, uint64_t once_in)
{
    return weather.kinds & kind && below(once_in) == 0;
}

/* ---- arrivals ---- */

static void arrive(struct weft__timer *timer, int64_t now);
static struct weft__timer_kind arrivals = {.name = "arrival", .fire = arrive};

static weft_place network = {.file = "network", .words = "the network inside"};

static void set(struct weft__bad *bad, int64_t after)
{
    int64_t due = weft__clock_after(after);

    for (int i = 0; i < WINDOWS; i++)
        if (due >= weather.from[i] && due < weather.to[i])
            due = weather.to[i] + after;
    weft__timer_cancel(&bad->timer);
    weft__timer_set(&bad->timer, due, &arrivals, NULL, &network);
}

static int64_t delay(const struct weft__bad *bad)
{
    return bad->latency ? (int64_t)((uint64_t)bad->latency / 2 + below((uint64_t)bad->latency)) : 0;
}

static void expect(struct weft__bad *bad)
{
    if (!bad->dead && !bad->timer.scheduled && !bad->timer.ready.queued)
        set(bad, delay(bad));
}

/* What came stays; what is on its way is lost. */
static void break_end(struct weft__end *end)
{
    weft__timer_cancel(&end->bad->timer);
    end->count -= end->hidden;
    end->hidden = 0;
    end->ended = end->reset = end->broken = true;
    weft__end_call(end);
}

static void arrive(struct weft__timer *timer, int64_t now)
{
    struct weft__bad *bad = weft__owner(timer, struct weft__bad, timer);
    struct weft__end *end = bad->end;

    (void)now;
    if (bad->dead) { /* long enough without an answer */
        break_end(end);
        return;
    }
    size_t part = end->hidden < bad->piece ? end->hidden : bad->piece;
    if (part > 1 && weather.kinds & WEFT_NET_SHORT)
        part = 1 + below(part);
    end->hidden -= part;
    if (end->hidden == 0 && bad->ends) {
        end->ended = true;
        end->reset |= bad->resets;
    } else if (end->hidden > 0 || bad->ends) {
        expect(bad);
    }
    weft__end_call(end);
}

/* Nothing passes between the two ends any more. One that sends notices that after a while. */
static void lose(struct weft__end *end)
{
    weft__timer_cancel(&end->bad->timer);
    end->bad->dead = true;
}

static void count_down(struct weft__end *end, size_t sent)
{
    uint64_t *breaks = &end->bad->breaks;

    if (!*breaks || end->bad->dead)
        return;
    end->other->bad->breaks = *breaks = *breaks > sent ? *breaks - sent : 0;
    if (*breaks > 0)
        return;
    void (*strike)(struct weft__end *) = end->bad->loses ? lose : break_end;
    strike(end);
    strike(end->other);
}

static void sent(struct weft__end *end, size_t count)
{
    struct weft__bad *sender = end->other->bad;

    end->hidden += count;
    count_down(end, count);
    if (sender->dead && !sender->timer.scheduled)
        set(sender, (int64_t)(30 + below(30)) * SECOND);
    if (!end->broken)
        expect(end->bad);
}

static void ended(struct weft__end *end, bool reset)
{
    end->bad->ends = true;
    end->bad->resets = reset;
    expect(end->bad);
}

static size_t take(struct weft__end *end, size_t count)
{
    (void)end;
    return count > 1 && weather.kinds & WEFT_NET_SHORT ? 1 + below(count) : count;
}

/* ---- connections ---- */

static int connect(weft_place *place)
{
    int64_t wait = weather.latency ? (int64_t)below((uint64_t)weather.latency) : 0;
    int code = happens(WEFT_NET_REFUSED, 4) ? WEFT_REFUSED : WEFT_OK;

    if (!code && happens(WEFT_NET_HALF_OPEN, 12)) {
        wait = 60 * (int64_t)SECOND; /* nobody answers */
        code = WEFT_RESET;
    }
    for (int i = 0; i < WINDOWS; i++) {
        int64_t now = weft__clock_now();
        if (now >= weather.from[i] && now < weather.to[i])
            wait += weather.to[i] - now;
    }
    if (wait > 0)
        WEFT_TRY(weft_sleep(place, (double)wait / 1e9));
    return code;
}

static struct weft__bad *new_bad(struct weft__end *end)
{
    struct weft__bad *bad = weft__alloc(sizeof *bad);

    if (!bad)
        return NULL;
    *bad = (struct weft__bad){.end = end, .piece = BUFFER_BYTES};
    if (weather.latency)
        bad->latency = 1 + (int64_t)below((uint64_t)weather.latency);
    if (happens(WEFT_NET_SLOW, 2)) {
        bad->piece = any_size(4096);
        bad->latency += (int64_t)below(50) * MILLISECOND;
        end->capacity = any_size(BUFFER_BYTES);
    }
    return bad;
}

static bool begin(struct weft__end *one)
{
    struct weft__end *other = one->other;

    one->bad = new_bad(one);
    other->bad = new_bad(other);
    if (!one->bad || !other->bad)
        return false;
    bool breaks = happens(WEFT_NET_RESET, 3), loses = !breaks && happens(WEFT_NET_HALF_OPEN, 4);
    if (breaks || loses)
        one->bad->breaks = other->bad->breaks = any_size(100000);
    one->bad->loses = other->bad->loses = loses;
    return true;
}

static void forget(struct weft__end *end)
{
    weft__timer_cancel(&end->bad->timer);
    weft__free(end->bad, sizeof *end->bad);
}

/* ---- datagrams ---- */

static int64_t time_of_arrival(int64_t now)
{
    int64_t due = now + (weather.latency ? weather.latency / 2 + (int64_t)below((uint64_t)weather.latency) : 0);

    if (happens(WEFT_NET_REORDER, 4))
        return due + (int64_t)(1 + below(100)) * MILLISECOND;
    return weather.latest = due > weather.latest ? due : weather.latest;
}

static int datagram(int64_t after[2])
{
    int64_t now = weft__clock_now();

    for (int i = 0; i < WINDOWS; i++)
        if (now >= weather.from[i] && now < weather.to[i])
            return 0;
    if (happens(WEFT_NET_LOSS, 5))
        return 0;
    int copies = happens(WEFT_NET_DOUBLE, 6) ? 2 : 1;
    for (int i = 0; i < copies; i++)
        after[i] = time_of_arrival(now) - now;
    return copies;
}

static const struct weft__weather bad_weather = {connect, begin, forget, take, sent, ended, datagram};

/* ---- the beginning ---- */

void weft_bad_network(uint64_t seed, unsigned kinds)
{
    weft__inside_use();
    weather.state = seed;
    weather.kinds = kinds ? kinds & WEFT_NET_ALL : (unsigned)draw() & WEFT_NET_ALL;
    weather.latency = weather.kinds & WEFT_NET_LATENCY ? (int64_t)any_size(200) * MILLISECOND : 0;
    for (int i = 0; i < WINDOWS; i++) {
        bool parts = happens(WEFT_NET_PARTITION, 2);
        weather.from[i] = parts ? weft__clock_after((int64_t)below(3000) * MILLISECOND) : 0;
        weather.to[i] = parts ? weather.from[i] + (int64_t)any_size(20000) * MILLISECOND : 0;
    }
    weather.latest = 0;
    weft__weather = &bad_weather;
}

void weft__bad_network_begin(void)
{
    const char *text = weft__host_option("WEFT_NET_FAULTS");
    uint64_t seed;
    unsigned kinds;

    if (text && *text && weft__net_faults_read(text, &seed, &kinds))
        weft_bad_network(seed, kinds);
}

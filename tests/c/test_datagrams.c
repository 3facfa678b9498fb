/* Datagrams inside of the program: the order, the queue and what it drops, who hears that nobody is there, closes and cancels at bad moments, bad
 * networks by seed. */
#include "check.h"
#include "weft/udp.h"

extern const struct weft__weather *weft__weather; /* NULL: the network is good again */

/* Opens a socket at a port, and one whose peer it is. */
#define PAIR(one, other)                             \
    WEFT_UDP(one);                                   \
    WEFT_UDP(other);                                 \
    WEFT_TRY(weft_udp_open(&one, "127.0.0.1", "7000")); \
    WEFT_TRY(weft_udp_connect(&other, "127.0.0.1", "7000"))

static char bytes[WEFT_DATAGRAM_MOST + 1];

static int take_number(weft_udp *socket)
{
    size_t count;
    int number = -1;

    WEFT_TRY(weft_receive_from(socket, bytes, sizeof bytes - 1, &count, NULL));
    bytes[count] = '\0';
    EXPECT(sscanf(bytes, "%d", &number) == 1);
    return number;
}

static int send_number(weft_udp *socket, int number)
{
    char text[12];

    return weft_send_to(socket, NULL, text, (size_t)snprintf(text, sizeof text, "%d", number));
}

static int whole_and_in_order(void *arg)
{
    char sender[WEFT_ADDRESS_BYTES];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_EXPECT_TEXT(weft_udp_name(&one), "127.0.0.1:7000");
    WEFT_EXPECT_TEXT(weft_udp_peer_name(&other), "127.0.0.1:7000");
    WEFT_EXPECT_TEXT(weft_udp_peer_name(&one), "");
    EXPECT_IS(weft_udp_port(&one), 7000);
    WEFT_TRY(weft_send_to(&other, NULL, NULL, 0));
    WEFT_TRY(weft_send_to(&other, "localhost:7000", "two", 3));
    EXPECT_IS(weft_send_to(&other, "127.0.0.1:7000", bytes, WEFT_DATAGRAM_MOST + 1), WEFT_LIMIT);
    WEFT_TRY(weft_send_to(&other, "127.0.0.1:7000", bytes, WEFT_DATAGRAM_MOST));
    WEFT_TRY(weft_receive_from(&one, bytes, sizeof bytes, &count, sender));
    EXPECT_IS(count, 0);
    WEFT_EXPECT_TEXT(sender, weft_udp_name(&other));
    WEFT_TRY(weft_receive_from(&one, bytes, sizeof bytes, &count, sender));
    EXPECT(count == 3 && memcmp(bytes, "two", 3) == 0);
    WEFT_TRY(weft_receive_from(&one, bytes, sizeof bytes, &count, sender));
    EXPECT_IS(count, WEFT_DATAGRAM_MOST);
    WEFT_TRY(weft_send_to(&one, sender, "back", 4));
    EXPECT_IS(weft_receive_from(&other, bytes, 2, &count, NULL), WEFT_LIMIT);
    EXPECT(count == 2 && memcmp(bytes, "ba", 2) == 0);
    WEFT_EXPECT_TEXT(weft_error_text(), "a datagram that has no room, from 127.0.0.1:7000: too long");
    return WEFT_OK;
}

static int hears(void *arg)
{
    struct actor *me = arg;

    me->result = take_number(me->thing);
    WEFT_EXPECT_TEXT(weft_error_text(), "");
    return WEFT_OK;
}

/* Neither one that ends well nor one that is cancelled has anything to say of the network. */
static int waits_are_no_errors(void *arg)
{
    (void)arg;
    PAIR(one, other);
    struct actor me = {.thing = &one};
    weft_task first = weft_spawn(hears, &me);
    WEFT_TRY(weft_yield());
    WEFT_TRY(send_number(&other, 7));
    WEFT_TRY(weft_join(first));
    EXPECT_IS(me.result, 7);
    weft_task second = weft_spawn(hears, &me);
    WEFT_TRY(weft_yield());
    weft_task_cancel(second);
    WEFT_TRY(weft_join(second));
    EXPECT_IS(me.result, WEFT_CANCELLED);
    return WEFT_OK;
}

static int dropped(void *arg)
{
    (void)arg;
    PAIR(one, other);
    size_t before = weft__memory_bytes();
    for (int i = 0; i < 1000; i++)
        WEFT_TRY(send_number(&other, i));
    EXPECT(weft__memory_bytes() - before < 256 * 300);
    for (int i = 0; i < 256; i++)
        EXPECT_IS(take_number(&one), i);
    EXPECT_IS(weft_wait_for(take_number(&one), 1), WEFT_TIMEOUT);
    WEFT_TRY(send_number(&other, 1000));
    EXPECT_IS(take_number(&one), 1000);
    EXPECT_IS(weft_udp_dropped(&one), 744);
    return WEFT_OK;
}

static int strangers(void *arg)
{
    (void)arg;
    PAIR(one, other);
    WEFT_UDP(third);
    WEFT_TRY(weft_udp_open(&third, "127.0.0.1", "0"));
    WEFT_TRY(weft_send_to(&third, weft_udp_name(&other), "1", 1)); /* it has another peer */
    WEFT_TRY(weft_send_to(&one, weft_udp_name(&other), "2", 1));
    EXPECT_IS(take_number(&other), 2);
    static char longest[300];
    memset(longest, 'x', 256);
    strcpy(longest + 256, ":80");
    static const char *const nowhere[] = {"localhost:", ":80", "localhost", "localhost:65536", "localhost:1a", longest};
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        EXPECT_IS(weft_send_to(&one, nowhere[i], "3", 1), WEFT_INVALID);
    EXPECT_IS(weft_send_to(&other, weft_udp_name(&third), "3", 1), WEFT_INVALID);
    WEFT_EXPECT_TEXT(weft_error_text(), "the socket has another peer: no datagram to 127.0.0.1:49153: invalid argument");
    return WEFT_OK;
}

static int nobody_there(void *arg)
{
    size_t count;

    (void)arg;
    PAIR(one, other);
    weft_udp_close(&one);
    WEFT_TRY(send_number(&other, 1));
    EXPECT_IS(weft_receive_from(&other, bytes, sizeof bytes, &count, NULL), WEFT_REFUSED);
    WEFT_EXPECT_TEXT(weft_error_text(), "datagrams to 127.0.0.1:7000: connection refused");
    EXPECT_IS(weft_wait_for(weft_receive_from(&other, bytes, sizeof bytes, &count, NULL), 1), WEFT_TIMEOUT); /* once */
    WEFT_TRY(send_number(&other, 1));
    EXPECT_IS(send_number(&other, 2), WEFT_REFUSED);
    WEFT_UDP(again);
    WEFT_TRY(weft_udp_open(&again, "127.0.0.1", "7000"));
    WEFT_TRY(send_number(&other, 3)); /* and it is as good as before */
    EXPECT_IS(take_number(&again), 3);
    WEFT_TRY(weft_send_to(&again, "127.0.0.1:9", "lost", 4)); /* one without a peer does not hear of it */
    EXPECT_IS(weft_wait_for(take_number(&again), 1), WEFT_TIMEOUT);
    return WEFT_OK;
}

/* ---- tasks that wait ---- */

static int taker(void *arg)
{
    struct actor *me = arg;

    me->result = take_number(me->thing);
    note("%s: %d", me->name, me->result);
    return me->result == WEFT_CANCELLED ? WEFT_CANCELLED : WEFT_OK;
}

static int each_to_one(void *arg)
{
    (void)arg;
    PAIR(one, other);
    struct actor a = {.name = "A", .thing = &one}, b = {.name = "B", .thing = &one}, c = {.name = "C", .thing = &one};
    weft_task first = weft_spawn(taker, &a);
    WEFT_GROUP(group);
    weft_group_spawn(&group, taker, &b);
    weft_group_spawn(&group, taker, &c);
    WEFT_TRY(weft_yield());
    WEFT_TRY(send_number(&other, 1));
    (void)weft_task_cancel(first); /* in the turn in which it comes: it waits for the next */
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(send_number(&other, 2));
    WEFT_TRY(weft_group_join(&group));
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    EXPECT_LOG("[0.000] A: -1\n[0.000] B: 1\n[1.000] C: 2\n");
    return WEFT_OK;
}

/* The socket lies in this frame, which is written over when it is left. */
static int __attribute__((noinline)) close_under(struct actor *a, weft_task *task)
{
    PAIR(one, other);
    a->thing = &one;
    *task = weft_spawn(taker, a);
    return weft_yield();
}

static int closed_under(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task task;

    (void)arg;
    WEFT_TRY(close_under(&a, &task));
    EXPECT_IS(weft_join(task), WEFT_OK);
    EXPECT_IS(a.result, WEFT_CLOSED);
    WEFT_UDP(udp);
    WEFT_TRY(weft_udp_open(&udp, "127.0.0.1", "0"));
    a.thing = &udp;
    task = weft_spawn(taker, &a);
    WEFT_TRY(weft_yield());
    (void)weft_task_cancel(task); /* and closed in the same turn: it was cancelled first */
    weft_udp_close(&udp);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

static int endless(void *arg)
{
    for (;;)
        WEFT_TRY(send_number(arg, 1));
}

/* A task that only sends lets others run. */
static int lets_others_run(void *arg)
{
    (void)arg;
    PAIR(one, other);
    weft_task task = weft_spawn(endless, &other);
    for (int i = 0; i < 10; i++)
        WEFT_TRY(weft_yield());
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    size_t turn = weft_turns();
    for (int turns = 0; turns < 3; turns++) { /* a few in each turn hold nobody up */
        for (int i = 0; i < 40; i++)
            WEFT_TRY(send_number(&other, 1));
        WEFT_TRY(weft_yield());
    }
    EXPECT_IS((int)(weft_turns() - turn), 3);
    return WEFT_OK;
}

static int left_open(void *arg)
{
    static weft_udp kept; /* closed by the end of the run */

    (void)arg;
    kept = (weft_udp){.resource = {.name = "kept"}};
    WEFT_TRY(weft_udp_open(&kept, "127.0.0.1", "7001"));
    WEFT_TRY(weft_send_to(&kept, "127.0.0.1:7001", "to itself", 9));
    WEFT_UDP(other);
    WEFT_TRY(weft_udp_open(&other, "127.0.0.1", "7002"));
    weft_bad_network(1, WEFT_NET_LATENCY);
    return weft_send_to(&kept, "127.0.0.1:7002", "on its way", 10);
}

/* ---- bad networks ---- */

static int seen[1000];

/* What arrives of 200 datagrams, under a seed. */
static void count_arrivals(weft_udp *one, weft_udp *other, uint64_t seed, unsigned kinds, int *lost, int *doubled, int *late)
{
    int newest = -1, number;

    *lost = *doubled = *late = 0;
    memset(seen, 0, sizeof seen);
    weft_bad_network(seed, kinds);
    for (int i = 0; i < 200; i++)
        EXPECT_IS(send_number(other, i), WEFT_OK);
    while ((number = weft_wait_for(take_number(one), 60)) >= 0) {
        *late += number < newest;
        newest = number > newest ? number : newest;
        seen[number]++;
    }
    for (int i = 0; i < 200; i++) {
        *lost += seen[i] == 0;
        *doubled += seen[i] > 1;
        EXPECT(seen[i] <= 2);
    }
}

static int by_seed(void *arg)
{
    int lost, doubled, late, again[3], all[3] = {0};

    (void)arg;
    PAIR(one, other);
    for (uint64_t seed = 1; seed <= 50; seed++) {
        count_arrivals(&one, &other, seed, WEFT_NET_LATENCY, &lost, &doubled, &late);
        EXPECT(lost == 0 && doubled == 0 && late == 0);
        count_arrivals(&one, &other, seed, WEFT_NET_LOSS, &lost, &doubled, &late);
        EXPECT(lost > 0 && doubled == 0 && late == 0);
        count_arrivals(&one, &other, seed, WEFT_NET_DOUBLE, &lost, &doubled, &late);
        EXPECT(lost == 0 && doubled > 0 && late == 0);
        count_arrivals(&one, &other, seed, WEFT_NET_REORDER, &lost, &doubled, &late);
        EXPECT(lost == 0 && doubled == 0 && late > 0);
        count_arrivals(&one, &other, seed, 0, &lost, &doubled, &late);
        count_arrivals(&one, &other, seed, 0, &again[0], &again[1], &again[2]);
        EXPECT(lost == again[0] && doubled == again[1] && late == again[2]);
        all[0] += lost, all[1] += doubled, all[2] += late;
    }
    EXPECT(all[0] > 0 && all[1] > 0 && all[2] > 0);
    weft__weather = NULL;
    return WEFT_OK;
}

WEFT_TESTS(CASE(whole_and_in_order, "each comes as a whole, in order, with its sender"), CASE(waits_are_no_errors, "a wait that ends well, or is cancelled, leaves no words of an error"),
           CASE(dropped, "a full queue drops what comes, and counts it"),
           CASE(strangers, "one with a peer hears no other"), CASE(nobody_there, "nobody there is said once to one that has a peer"),
           CASE(each_to_one, "each goes to one of those that wait, and none is lost in a cancel"),
           CASE(closed_under, "closed under a task that waits, with its frame"), CASE(lets_others_run, "a task that only sends lets others run"),
           CASE(left_open, "what is open and on its way at the end of a run"), CASE(by_seed, "bad networks by seed: late, lost, doubled, out of order"))

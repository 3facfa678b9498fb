/* Streams and servers: what only a hostile program does. Closed while others use them, left on stacks that are gone, written to by several,
 * cancelled at every place; on the network inside of the program, which is the same on every host. */
#include "check.h"
#include "echo.h"

enum { MANY = 200000 };

static char bytes[MANY], heard[MANY];

/* Makes a pair of streams that the case closes itself. */
#define PAIR(one, other) \
    WEFT_STREAM(one);    \
    WEFT_STREAM(other);  \
    WEFT_TRY(weft_stream_pair(&one, &other))

static int reader(void *arg)
{
    struct actor *me = arg;
    size_t count;
    char some[16];

    me->result = weft_read((weft_stream *)me->thing, some, sizeof some, &count);
    note("%s: %s %d", me->name, weft_error_name(me->result), (int)count);
    return me->result == WEFT_CANCELLED ? me->result : WEFT_OK;
}

static int line_reader(void *arg)
{
    struct actor *me = arg;
    size_t count;
    char some[16];

    me->result = weft_read_line((weft_stream *)me->thing, some, sizeof some, &count);
    note("%s: %s %d", me->name, weft_error_name(me->result), (int)count);
    return me->result == WEFT_CANCELLED ? me->result : WEFT_OK;
}

/* Writes `count` bytes that are all its name. */
static int writer(void *arg)
{
    struct actor *me = arg;
    static char mine[4][MANY];
    char *from = mine[me->name[0] - 'A'];

    memset(from, me->name[0], (size_t)me->count);
    me->result = weft_write((weft_stream *)me->thing, from, (size_t)me->count);
    note("%s: %s", me->name, weft_error_name(me->result));
    return me->result == WEFT_CANCELLED ? me->result : WEFT_OK;
}

/* ---- closed under a task that uses it ---- */

/* The stream lives in this frame, which is written over when it is left. */
static int __attribute__((noinline)) close_under(struct actor *a, bool bytes_come_first)
{
    WEFT_STREAM(one);
    WEFT_STREAM(other);

    WEFT_TRY(weft_stream_pair(&one, &other));
    a->thing = &one;
    weft_spawn(line_reader, a);
    WEFT_TRY(weft_sleep(1));
    if (bytes_come_first) {
        WEFT_TRY(weft_write_text(&other, "half a line"));
        WEFT_TRY(weft_yield()); /* the reader is awake, and has not run */
    }
    return WEFT_OK; /* both are closed */
}

static void __attribute__((noinline)) write_over(void)
{
    volatile char frame[4000];

    for (size_t i = 0; i < sizeof frame; i++)
        frame[i] = 0x55;
}

static int a_stream_goes_under_its_reader(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    for (int first = 0; first < 2; first++) {
        WEFT_TRY(close_under(&a, first));
        write_over();
        WEFT_TRY(weft_sleep(1));
        EXPECT_IS(a.result, WEFT_CLOSED);
    }
    return WEFT_OK;
}

static int drainer(void *arg)
{
    struct actor *me = arg;

    me->result = weft_drain((weft_stream *)me->thing);
    return me->result == WEFT_CANCELLED ? me->result : WEFT_OK;
}

static int __attribute__((noinline)) close_under_writers(struct actor *a, struct actor *b, struct actor *c, bool is_read_first)
{
    WEFT_STREAM(one);
    WEFT_STREAM(other);
    size_t count;

    WEFT_TRY(weft_stream_pair(&one, &other));
    a->thing = b->thing = c->thing = &one;
    weft_spawn(writer, a);
    weft_spawn(writer, b);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_stream_water(&one, 60000, 56000));
    weft_spawn(drainer, c);
    WEFT_TRY(weft_sleep(1));
    if (is_read_first) {
        WEFT_TRY(weft_read(&other, heard, 10000, &count));
        WEFT_TRY(weft_yield()); /* A and C are awake, and have not run */
    }
    weft_stream_abort(&one);
    return WEFT_OK;
}

static int a_stream_goes_under_its_writers(void *arg)
{
    (void)arg;
    for (int first = 0; first < 2; first++) {
        struct actor a = {.name = "A", .count = 190000}, b = {.name = "B", .count = 100}, c = {.name = "C"};
        WEFT_TRY(close_under_writers(&a, &b, &c, first));
        write_over();
        WEFT_TRY(weft_sleep(1));
        EXPECT_IS(a.result, WEFT_CLOSED);
        EXPECT_IS(b.result, WEFT_CLOSED);
        EXPECT_IS(c.result, WEFT_CLOSED);
    }
    return WEFT_OK;
}

static int closer(void *arg)
{
    struct actor *me = arg;

    me->result = weft_stream_close((weft_stream *)me->thing);
    return me->result;
}

static int __attribute__((noinline)) close_twice(struct actor *a, struct actor *b)
{
    WEFT_STREAM(other);
    WEFT_STREAM(one);

    WEFT_TRY(weft_stream_pair(&one, &other));
    WEFT_TRY(weft_stream_water(&one, MANY, MANY));
    WEFT_TRY(weft_write(&one, bytes, MANY));
    a->thing = b->thing = &one;
    weft_task first = weft_spawn(closer, a);
    weft_spawn(closer, b);
    WEFT_TRY(weft_sleep(1));
    EXPECT(weft_stream_is_open(&one));
    EXPECT_IS(weft_write_nowait(&one, "x", 1), WEFT_CLOSED);
    size_t count;
    if (a->count) { /* a cancel closes it at once */
        weft_task_cancel(first);
        return weft_yield();
    }
    WEFT_TRY(weft_read_exactly(&other, heard, MANY, &count));
    return weft_stream_close(&one);
}

static int two_close_it(void *arg)
{
    (void)arg;
    for (int cancelled = 0; cancelled < 2; cancelled++) {
        struct actor a = {.name = "A", .count = cancelled}, b = {.name = "B"};
        WEFT_TRY(close_twice(&a, &b));
        write_over();
        WEFT_TRY(weft_sleep(10));
        EXPECT_IS(a.result, cancelled ? WEFT_CANCELLED : WEFT_OK);
        EXPECT_IS(b.result, WEFT_OK);
    }
    return WEFT_OK;
}

/* ---- several on one stream ---- */

static int writes_stay_together(void *arg)
{
    struct actor a = {.name = "A", .count = 190000}, b = {.name = "B", .count = 50000}, c = {.name = "C", .count = 3};
    size_t count, runs = 1;

    (void)arg;
    PAIR(one, other);
    a.thing = b.thing = c.thing = &one;
    WEFT_GROUP(group);
    weft_group_spawn(&group, writer, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_read(&other, heard, 30000, &count)); /* there is room, and A waits for more */
    WEFT_TRY(weft_sleep(1));
    weft_group_spawn(&group, writer, &b);
    weft_group_spawn(&group, writer, &c);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_write_nowait(&one, "D", 1), WEFT_USAGE); /* it would stand in the middle of A's */
    WEFT_TRY(weft_read_exactly(&other, heard + 30000, 160000, &count));
    EXPECT(heard[0] == 'A' && memcmp(heard, heard + 1, 190000 - 1) == 0);
    WEFT_TRY(weft_read_exactly(&other, heard, 50003, &count));
    for (size_t i = 1; i < count; i++)
        runs += heard[i] != heard[i - 1];
    EXPECT_IS(runs, 2);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_IS(weft_write_nowait(&one, "D", 1), WEFT_OK);
    return WEFT_OK;
}

static int a_cancelled_writer_gives_its_turn_on(void *arg)
{
    struct actor a = {.name = "A", .count = 190000}, b = {.name = "B", .count = 5}, c = {.name = "C", .count = 5};

    (void)arg;
    PAIR(one, other);
    a.thing = b.thing = c.thing = &one;
    weft_task first = weft_spawn(writer, &a), second = weft_spawn(writer, &b);
    weft_spawn(writer, &c);
    WEFT_TRY(weft_sleep(1));
    weft_task_cancel(second);
    weft_task_cancel(first);
    WEFT_TRY(weft_sleep(1));
    size_t count;
    WEFT_TRY(weft_read_exactly(&other, heard, 2 * 65536 + 5, &count)); /* what A had handed over, and C */
    EXPECT_IS(heard[count - 6], 'A');
    EXPECT(memcmp(heard + count - 5, "CCCCC", 5) == 0);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(c.result, WEFT_OK);
    return WEFT_OK;
}

static int a_reader_that_is_awake_is_a_reader(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    PAIR(one, other);
    a.thing = b.thing = &one;
    weft_spawn(line_reader, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_write_text(&other, "abc"));
    WEFT_TRY(weft_yield());
    weft_spawn(reader, &b); /* runs behind A, which goes on to wait for its line */
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_write_text(&other, "\n"));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] B: wrong use 0\n[2.000] A: ok 4\n");
    return WEFT_OK;
}

/* ---- servers ---- */

static int serve_and_note(void *arg)
{
    int err = weft_serve_forever((weft_server *)arg);

    note("serves: %s", weft_error_name(err));
    return err == WEFT_CANCELLED ? err : WEFT_OK;
}

static int connections_have_names(void *arg)
{
    weft_task tasks[8];
    const char *name = "";

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    for (int i = 1; i <= 2; i++) {
        WEFT_STREAM(client);
        char port[8];
        snprintf(port, sizeof port, "%d", weft_server_port(&server));
        WEFT_TRY(weft_connect(&client, "127.0.0.1", port));
        WEFT_TRY(weft_sleep(1));
        EXPECT_IS(weft_server_connections(&server), 1);
        size_t count = weft_tasks(tasks, 8);
        for (size_t at = 0; at < count && at < 8; at++)
            if (strncmp(weft_task_name(tasks[at]), "echo", 4) == 0)
                name = weft_task_name(tasks[at]);
        WEFT_EXPECT_TEXT(name, i == 1 ? "echo 1" : "echo 2");
        WEFT_TRY(weft_stream_close(&client));
        WEFT_TRY(weft_sleep(1));
    }
    EXPECT_IS(weft_server_accepted(&server), 2);
    EXPECT_IS(weft_server_connections(&server), 0);
    return WEFT_OK;
}

static int a_server_that_another_task_closes(void *arg)
{
    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    weft_task task = weft_spawn(serve_and_note, &server);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_serve_forever(&server), WEFT_USAGE);
    weft_server_close(&server);
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[1.000] serves: closed\n");
    EXPECT_IS(weft_serve_forever(&server), WEFT_USAGE);
    return WEFT_OK;
}

static int connect_and_read(void *arg)
{
    struct actor *me = arg;
    char some[8];
    size_t count;

    WEFT_STREAM(client);
    WEFT_TRY(weft_connect(&client, "127.0.0.1", (const char *)me->thing));
    me->result = weft_read(&client, some, sizeof some, &count);
    return WEFT_OK;
}

/* What stands in the backlog when a server goes is reset, not ended. */
static int nobody_took_it(void *arg)
{
    char port[8];

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    struct actor a = {.name = "A", .thing = port};
    weft_task task = weft_spawn(connect_and_read, &a);
    for (int i = 0; i < 2; i++)
        WEFT_TRY(weft_yield());
    weft_server_close(&server);
    WEFT_TRY(weft_join(task));
    EXPECT_IS(weft_server_accepted(&server), 0);
    EXPECT_IS(a.result, WEFT_RESET);
    return WEFT_OK;
}

static int connect_to(void *arg)
{
    struct actor *me = arg;

    me->result = weft_connect((weft_stream *)me->thing, "127.0.0.1", me->name);
    me->count = weft_stream_is_open((weft_stream *)me->thing);
    return me->result;
}

/* A connection that is cancelled while it is made is closed again, whenever that is. */
static int a_cancelled_connection(void *arg)
{
    char port[8];
    int cancelled = 0;

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    for (int turns = 0; turns < 6; turns++) {
        WEFT_STREAM(stream);
        struct actor a = {.name = port, .thing = &stream, .result = WEFT_CANCELLED};
        weft_task task = weft_spawn(connect_to, &a);
        for (int i = 0; i < turns; i++)
            WEFT_TRY(weft_yield());
        weft_task_cancel(task);
        int err = weft_join(task);
        EXPECT_IS(err, a.result);
        EXPECT_IS(a.count, err == WEFT_OK);
        cancelled += err == WEFT_CANCELLED;
    }
    EXPECT_IS(cancelled, 4);
    return WEFT_OK;
}

static int what_was_not_read_resets(void *arg)
{
    char some[8];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(weft_write_text(&one, "ab"));
    WEFT_TRY(weft_write_text(&other, "never read"));
    WEFT_TRY(weft_stream_close(&one));
    WEFT_TRY(weft_read(&other, some, sizeof some, &count));
    EXPECT_IS(count, 2);
    EXPECT_IS(weft_read(&other, some, sizeof some, &count), WEFT_RESET);
    EXPECT_IS(weft_write_text(&other, "x"), WEFT_RESET);
    return WEFT_OK;
}

static int all_that_fits(void *arg)
{
    char some[8];
    size_t count;

    (void)arg;
    for (size_t size = 3; size <= 5; size++) {
        PAIR(one, other);
        WEFT_TRY(weft_write_text(&one, "four"));
        WEFT_TRY(weft_write_eof(&one));
        EXPECT_IS(weft_read_all(&other, some, size, &count), size < 4 ? WEFT_LIMIT : WEFT_OK);
        EXPECT_IS((int)count, size < 4 ? 3 : 4);
    }
    return WEFT_OK;
}

/* ---- how often the host is asked ---- */

/* As in io/stream.h, which is not for programs. */
struct weft__transport {
    long (*receive)(weft_stream *stream, void *bytes, size_t count);
    long (*send)(weft_stream *stream, const void *bytes, size_t count);
    int (*send_end)(weft_stream *stream);
    int (*ask)(weft_stream *stream, bool write);
    void (*close)(weft_stream *stream);
};

static const struct weft__transport *below;
static int receives;

static long counted(weft_stream *stream, void *to, size_t count)
{
    receives++;
    return below->receive(stream, to, count);
}

static int few_receives(void *arg)
{
    struct weft__transport counting;

    (void)arg;
    PAIR(one, other);
    below = one.transport;
    counting = *below;
    counting.receive = counted;
    one.transport = &counting;
    receives = 0;
    WEFT_TRY(weft_write(&other, bytes, 60000));
    WEFT_TRY(weft_read_exactly(&one, heard, 60000, NULL));
    EXPECT_IS(receives, 2); /* what a buffer for a reader that waits takes, and the rest */
    one.transport = below;
    return WEFT_OK;
}

/* ---- a scope that is left with bytes on their way ---- */

static int reads_late(void *arg)
{
    static char all[200001];
    size_t count;

    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_read_all(arg, all, sizeof all, &count));
    note("%zu bytes", count);
    return WEFT_OK;
}

static int leaves_bytes_behind(weft_stream *peer, weft_task *reader)
{
    static char many[200000];
    WEFT_STREAM(stream);

    WEFT_TRY(weft_stream_pair(&stream, peer));
    *reader = weft_spawn(reads_late, peer);
    stream.high = sizeof many + 1;
    return weft_write(&stream, many, sizeof many);
}

static int what_was_not_sent(void *arg)
{
    weft_task reader;

    (void)arg;
    WEFT_STREAM(peer);
    WEFT_TRY(leaves_bytes_behind(&peer, &reader));
    note("left");
    (void)weft_task_cancel(weft_current());
    EXPECT_IS(weft_yield(), WEFT_CANCELLED); /* it was held back meanwhile, and no longer */
    (void)weft_task_uncancel(weft_current());
    WEFT_TRY(weft_join(reader));
    EXPECT_LOG("[1.000] left\n[1.000] 200000 bytes\n");
    return WEFT_OK;
}

/* A network that refuses says to whom there is no connection. */
static int refused_by_the_network(void *arg)
{
    int refused = 0;

    (void)arg;
    for (int seed = 1; seed < 60; seed++) {
        char port[8], words[60];
        WEFT_STREAM(stream);
        snprintf(port, sizeof port, "%d", 7000 + seed);
        snprintf(words, sizeof words, "no connection to 127.0.0.1:%s: connection refused", port);
        weft_bad_network((uint64_t)seed, WEFT_NET_REFUSED);
        EXPECT_IS(weft_connect(&stream, "127.0.0.1", port), WEFT_REFUSED); /* by the network, or as nobody serves there */
        bool by_network = strcmp(weft_error_text(), words) == 0;
        EXPECT(by_network || strstr(weft_error_text(), "the one inside of the program"));
        refused += by_network;
    }
    weft_bad_network(0, 0);
    EXPECT(refused > 0);
    return WEFT_OK;
}

/* It keeps nothing back, and still asks for room. */
static int a_write_over_a_mark_of_0_waits_for_all(void *arg)
{
    struct actor a = {.name = "A", .count = MANY};

    (void)arg;
    PAIR(one, other);
    a.thing = &one;
    EXPECT_IS(weft_stream_water(&one, 0, 0), WEFT_OK);
    weft_task task = weft_spawn(writer, &a);
    WEFT_TRY(weft_read_exactly(&other, heard, MANY, NULL));
    EXPECT_IS(weft_join(task), WEFT_OK);
    EXPECT_IS(a.result, WEFT_OK);
    EXPECT_IS((int)weft_stream_unsent(&one), 0);
    return WEFT_OK;
}

WEFT_TESTS(CASE(a_write_over_a_mark_of_0_waits_for_all, "a write over a mark of 0 waits for all"),
           CASE(what_was_not_sent, "a stream that is left with bytes on their way waits for them"),
           CASE(refused_by_the_network, "a network that refuses says what there is no connection to"),
           CASE(a_stream_goes_under_its_reader, "a stream on a frame that is gone, under its reader"),
           CASE(a_stream_goes_under_its_writers, "and under those that write and drain"),
           CASE(two_close_it, "two tasks close one stream"),
           CASE(writes_stay_together, "what one task writes stays together"),
           CASE(a_cancelled_writer_gives_its_turn_on, "a cancelled writer gives its turn on"),
           CASE(a_reader_that_is_awake_is_a_reader, "a reader that is awake and has not run is a reader"),
           CASE(connections_have_names, "a connection's task is named by what serves and its number"),
           CASE(a_server_that_another_task_closes, "a server that another task closes"),
           CASE(nobody_took_it, "a connection that nobody took is reset"),
           CASE(a_cancelled_connection, "a connection that is cancelled while it is made is closed"),
           CASE(all_that_fits, "all of a stream, where it fits exactly"),
           CASE(few_receives, "many bytes at once are few receives"),
           CASE(what_was_not_read_resets, "a close with unread bytes is a reset, behind what was sent"))

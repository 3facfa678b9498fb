/* STRM: readers and writers (statements 290 to 307), and Trio's streams (381, 382). On the network inside of the program, which is the same on
 * every host; tests/c/test_sockets.c has what only the system's sockets show. */
#include "case.h"
#include "weft/stream.h"

enum { BUFFER = 65536, MANY = 300000 };

static char big[MANY], seen[MANY];

/* Two ends of a connection, which the case closes by leaving. */
#define PAIR(one, other) \
    WEFT_STREAM(one);    \
    WEFT_STREAM(other);  \
    WEFT_TRY(weft_stream_pair(&one, &other))

static int say(weft_stream *stream, const char *text)
{
    return weft_write(stream, text, strlen(text));
}

static int read_some(void *arg)
{
    struct actor *self = arg;
    size_t count;
    char bytes[16];

    self->result = weft_read((weft_stream *)self->thing, bytes, sizeof bytes, &count);
    note("%s: %s %.*s", self->name, weft_error_name(self->result), (int)count, bytes);
    return self->result == WEFT_CANCELLED ? WEFT_CANCELLED : WEFT_OK;
}

/* ---- reading ---- */

static int some_bytes(void *arg)
{
    char bytes[16];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(say(&one, "abcdef"));
    WEFT_TRY(weft_read(&other, bytes, 4, &count));
    EXPECT_IS(count, 4);
    WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 2); /* as soon as any are there */
    EXPECT_IS(WEFT_EXPECT_NO_YIELD(weft_read(&other, bytes, 0, &count)), WEFT_OK);
    EXPECT_IS(count, 0);
    WEFT_TRY(weft_write(&one, bytes, 0)); /* nothing is nothing, and no end */
    WEFT_TRY(say(&one, "rest"));
    WEFT_TRY(weft_write_eof(&one));
    WEFT_TRY(weft_read_all(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 4);
    WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 0);
    EXPECT_IS(weft_read(&other, NULL, 4, &count), WEFT_INVALID);
    return WEFT_OK;
}

static int lines(void *arg)
{
    char line[16];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(say(&one, "first\nsec"));
    WEFT_TRY(weft_read_line(&other, line, sizeof line, &count));
    EXPECT_TEXT(line, "first\n");
    WEFT_TRY(say(&one, "ond\nthird"));
    WEFT_TRY(weft_write_eof(&one));
    WEFT_TRY(weft_read_line(&other, line, sizeof line, &count));
    EXPECT_TEXT(line, "second\n");
    WEFT_TRY(weft_read_line(&other, line, sizeof line, &count));
    EXPECT_TEXT(line, "third");
    WEFT_TRY(weft_read_line(&other, line, sizeof line, &count));
    EXPECT_IS(count, 0);
    return WEFT_OK;
}

static int drip(void *arg)
{
    for (const char *at = "abc\r\n\r\nrest"; *at; at++) {
        WEFT_TRY(weft_write((weft_stream *)arg, at, 1));
        WEFT_TRY(weft_sleep(1));
    }
    return WEFT_OK;
}

static int one_separator(void *arg)
{
    char bytes[32];
    size_t count;

    (void)arg;
    PAIR(one, other);
    weft_task drips = weft_spawn(drip, &one);
    WEFT_TRY(weft_read_until(&other, "\r\n\r\n", bytes, sizeof bytes, &count)); /* in seven pieces */
    note("with \"\\r\\n\\r\\n\": %d bytes", (int)count);
    WEFT_TRY(weft_join(drips));
    WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 4);
    WEFT_TRY(say(&one, "lineA;lineB\n"));
    WEFT_TRY(weft_read_until(&other, ";", bytes, sizeof bytes, NULL));
    note("with \";\": %s", bytes);
    EXPECT_LOG("[6.000] with \"\\r\\n\\r\\n\": 7 bytes\n[11.000] with \";\": lineA;\n");
    return WEFT_OK;
}

static int incomplete(void *arg)
{
    static char much[MANY];
    char bytes[16];
    size_t count;

    (void)arg;
    PAIR(one, other);
    EXPECT_IS(WEFT_EXPECT_NO_YIELD(weft_read_exactly(&other, bytes, 0, &count)), WEFT_OK);
    weft_task fills = weft_spawn(drip, &one);
    EXPECT_IS(weft_wait_for(weft_read_exactly(&other, much, MANY, &count), 20), WEFT_TIMEOUT); /* more than any buffer; nothing is lost */
    WEFT_TRY(weft_join(fills));
    WEFT_TRY(weft_read_exactly(&other, bytes, 5, &count));
    EXPECT_TEXT((bytes[5] = '\0', bytes), "abc\r\n");
    WEFT_TRY(weft_write_eof(&one));
    EXPECT_IS(weft_read_exactly(&other, bytes, 10, &count), WEFT_INCOMPLETE);
    EXPECT_IS(count, 6);
    EXPECT(memcmp(bytes, "\r\nrest", 6) == 0);
    EXPECT(weft_at_eof(&other));
    PAIR(three, four);
    WEFT_TRY(say(&three, "part"));
    WEFT_TRY(weft_write_eof(&three));
    EXPECT_IS(weft_read_until(&four, ";", bytes, sizeof bytes, &count), WEFT_INCOMPLETE);
    EXPECT_TEXT(bytes, "part");
    EXPECT(weft_at_eof(&four));
    return WEFT_OK;
}

static int too_long(void *arg)
{
    char line[8];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(say(&one, "abcdefghij;"));
    EXPECT_IS(weft_read_until(&other, ";", line, sizeof line, &count), WEFT_LIMIT);
    WEFT_TRY(weft_read_exactly(&other, seen, 11, &count)); /* nothing was dropped */
    WEFT_TRY(say(&one, "a line that is too long"));
    int err = weft_read_line(&other, line, sizeof line, &count);
    note("a long line without its end: %s", weft_error_name(err));
    WEFT_TRY(say(&one, ", end\nnext\n"));
    WEFT_TRY(weft_read_line(&other, line, sizeof line, NULL));
    note("then: %.*s", (int)strcspn(line, "\n"), line);
    EXPECT_LOG("[0.000] a long line without its end: too long\n[0.000] then: next\n");
    return WEFT_OK;
}

static int exact_limit(void *arg)
{
    char line[9];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(say(&one, "1234567\n12345678\n"));
    note("room for 9: 7 and its end: %s", weft_error_name(weft_read_line(&other, line, sizeof line, &count)));
    note("room for 9: 8 and its end: %s", weft_error_name(weft_read_line(&other, line, sizeof line, &count)));
    EXPECT_LOG("[0.000] room for 9: 7 and its end: ok\n[0.000] room for 9: 8 and its end: too long\n");
    return WEFT_OK;
}

static int one_reader(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    PAIR(one, other);
    a.thing = b.thing = &other;
    weft_spawn(read_some, &a);
    weft_spawn(read_some, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(b.result, WEFT_USAGE);
    WEFT_TRY(say(&one, "x"));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] B: wrong use \n[1.000] A: ok x\n");
    return WEFT_OK;
}

static int cancelled_read(void *arg)
{
    char bytes[16];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(say(&one, "ab"));
    EXPECT_IS(weft_wait_for(weft_read_exactly(&other, bytes, 5, &count), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(weft_read_line(&other, bytes, sizeof bytes, &count), 1), WEFT_TIMEOUT);
    WEFT_TRY(say(&one, "cde"));
    WEFT_TRY(weft_read_exactly(&other, bytes, 5, &count));
    EXPECT(memcmp(bytes, "abcde", 5) == 0);
    struct actor a = {.name = "A", .thing = &other};
    weft_task task = weft_spawn(read_some, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(say(&one, "xy"));
    weft_task_cancel(task); /* in the very turn in which they come */
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 2);
    return WEFT_OK;
}

static int broken_reader(void *arg)
{
    struct actor a = {.name = "A"};
    char bytes[16];
    size_t count;

    (void)arg;
    PAIR(one, other);
    a.thing = &other;
    WEFT_TRY(say(&other, "never read"));
    weft_spawn(read_some, &a);
    WEFT_TRY(weft_sleep(1));
    weft_stream_abort(&one); /* with what it never read: a reset */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(a.result, WEFT_RESET);
    EXPECT_IS(weft_read(&other, bytes, sizeof bytes, &count), WEFT_RESET);
    EXPECT_IS(weft_read_line(&other, bytes, sizeof bytes, &count), WEFT_RESET);
    EXPECT(!weft_at_eof(&other));
    PAIR(three, four);
    WEFT_TRY(say(&three, "x"));
    WEFT_TRY(weft_write_eof(&three));
    EXPECT(!weft_at_eof(&four));
    WEFT_TRY(weft_read(&four, bytes, sizeof bytes, &count));
    EXPECT(!weft_at_eof(&four)); /* not seen yet */
    WEFT_TRY(weft_read(&four, bytes, sizeof bytes, &count));
    EXPECT(weft_at_eof(&four));
    return WEFT_OK;
}

static int nothing_ahead(void *arg)
{
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(weft_write_nowait(&one, big, MANY));
    WEFT_TRY(weft_sleep(10));
    note("unsent while nobody reads: %d of %d", (int)weft_stream_unsent(&one), MANY);
    WEFT_TRY(weft_read_exactly(&other, seen, MANY, &count)); /* more than any buffer on the way: no deadlock */
    note("unsent after %d were read: %d", (int)count, (int)weft_stream_unsent(&one));
    EXPECT_LOG("[10.000] unsent while nobody reads: 234464 of 300000\n[10.000] unsent after 300000 were read: 0\n");
    return WEFT_OK;
}

/* ---- writing ---- */

static int never_blocks(void *arg)
{
    char bytes[8];
    size_t count;

    (void)arg;
    PAIR(one, other);
    EXPECT_IS(WEFT_EXPECT_NO_YIELD(weft_write_nowait(&one, big, MANY)), WEFT_OK);
    EXPECT_IS(weft_stream_unsent(&one), MANY - BUFFER);
    EXPECT_IS(weft_write_nowait(&one, NULL, 0), WEFT_OK);
    EXPECT_IS(weft_stream_unsent(&one), MANY - BUFFER);
    WEFT_TRY(weft_read_exactly(&other, seen, MANY, &count));
    WEFT_TRY(weft_write_nowait(&one, "a", 1)); /* small ones go at once */
    WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 1);
    return WEFT_OK;
}

static int drainer(void *arg)
{
    struct actor *self = arg;

    self->result = weft_drain((weft_stream *)self->thing);
    self->count++;
    return WEFT_OK;
}

/* Reads so many, and no more. */
static int take(weft_stream *stream, size_t wanted)
{
    for (size_t count; wanted > 0; wanted -= count)
        WEFT_TRY(weft_read(stream, seen, wanted, &count));
    return WEFT_OK;
}

static int drains(void *arg)
{
    struct actor actors[10];
    int done = 0;

    (void)arg;
    PAIR(one, other);
    EXPECT_IS(weft_stream_water(&one, 10, 20), WEFT_INVALID);
    WEFT_TRY(weft_write_nowait(&one, big, BUFFER + 65536));
    EXPECT_IS(weft_stream_unsent(&one), 65536);
    EXPECT_IS(WEFT_EXPECT_NO_YIELD(weft_drain(&one)), WEFT_OK); /* at the mark, not above it */
    WEFT_TRY(weft_write_nowait(&one, big, 1));
    for (int i = 0; i < 10; i++) {
        actors[i] = (struct actor){.thing = &one};
        weft_spawn(drainer, &actors[i]);
    }
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(take(&other, 65536 + 1 - 16385));
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_stream_unsent(&one), 16385);
    for (int i = 0; i < 10; i++)
        done += actors[i].count;
    EXPECT_IS(done, 0);
    WEFT_TRY(take(&other, 1));
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_stream_unsent(&one), 16384);
    for (int i = 0; i < 10; i++)
        done += actors[i].count;
    EXPECT_IS(done, 10);
    return WEFT_OK;
}

static int drain_of_a_lost_one(void *arg)
{
    int rounds = 0, err = WEFT_OK;

    (void)arg;
    PAIR(one, other);
    weft_stream_abort(&other);
    while (!err && rounds < 100) { /* a loop of write and drain ends */
        rounds++;
        int ignored = weft_write_nowait(&one, "x", 1);
        (void)ignored;
        err = WEFT_EXPECT_YIELDS(weft_drain(&one));
    }
    EXPECT_IS(err, WEFT_RESET);
    EXPECT_IS(rounds, 1);
    WEFT_TRY(weft_stream_close(&one));
    EXPECT_IS(WEFT_EXPECT_YIELDS(weft_drain(&one)), WEFT_CLOSED);
    return WEFT_OK;
}

static int closes(void *arg)
{
    struct actor *self = arg;

    self->result = weft_stream_close((weft_stream *)self->thing);
    note("%s: closed, %s", self->name, weft_error_name(self->result));
    return WEFT_OK;
}

static int close_flushes(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};
    size_t count;

    (void)arg;
    PAIR(one, other);
    a.thing = b.thing = &one;
    WEFT_TRY(weft_write_nowait(&one, big, MANY));
    weft_spawn(read_some, &b);
    WEFT_TRY(weft_yield());
    weft_spawn(closes, &a);
    WEFT_TRY(weft_sleep(1));
    note("a write later: %s", weft_error_name(weft_write_nowait(&one, "x", 1)));
    WEFT_TRY(weft_read_exactly(&other, seen, MANY, &count));
    WEFT_TRY(weft_read(&other, seen, 1, &count));
    note("the other side has %d, then the end", MANY);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] a write later: closed\n"
               "[1.000] A: closed, ok\n"
               "[1.000] the other side has 300000, then the end\n"
               "[1.000] B: closed \n");
    PAIR(three, four);
    WEFT_TRY(weft_write_nowait(&three, big, MANY));
    weft_stream_abort(&three); /* drops what is unsent */
    WEFT_TRY(weft_read_all(&four, seen, MANY, &count));
    EXPECT_IS(count, BUFFER);
    return WEFT_OK;
}

static int close_waits(void *arg)
{
    struct actor b = {.name = "B"};

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(say(&other, "not read")); /* and no hindrance */
    WEFT_TRY(weft_stream_close(&one));
    EXPECT(!weft_stream_is_open(&one));
    PAIR(three, four);
    b.thing = &three;
    WEFT_TRY(weft_write_nowait(&three, big, MANY));
    weft_spawn(closes, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT(weft_stream_is_open(&three));
    weft_stream_abort(&four); /* the rest cannot be sent */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(b.result, WEFT_RESET);
    return WEFT_OK;
}

static int half_close(void *arg)
{
    char bytes[8];
    size_t count;

    (void)arg;
    PAIR(one, other);
    WEFT_TRY(weft_write_nowait(&one, big, MANY));
    WEFT_TRY(weft_write_eof(&one)); /* behind what was written */
    EXPECT_IS(say(&one, "x"), WEFT_CLOSED);
    WEFT_TRY(weft_read_exactly(&other, seen, MANY, &count));
    WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 0);
    WEFT_TRY(say(&other, "answer"));
    WEFT_TRY(weft_read(&one, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 6);
    WEFT_TRY(weft_write_eof(&other));
    WEFT_TRY(weft_read(&one, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 0);
    return WEFT_OK;
}

/* ---- connecting ---- */

static int hold(weft_stream *peer, void *arg)
{
    *(const char **)arg = weft_peer_name(peer);
    return weft_sleep(WEFT_FOREVER);
}

static int refused(void *arg)
{
    const char *theirs = NULL;

    (void)arg;
    WEFT_STREAM(stream);
    EXPECT_IS(weft_connect(&stream, "127.0.0.1", "7999"), WEFT_REFUSED);
    EXPECT(strstr(weft_error_text(), "127.0.0.1:7999") != NULL);
    EXPECT(!weft_stream_is_open(&stream));
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "7999", hold, &theirs));
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "7999"));
    WEFT_TRY(weft_sleep(1));
    EXPECT_TEXT(weft_peer_name(&stream), "127.0.0.1:7999");
    EXPECT_TEXT(theirs, weft_own_name(&stream));
    EXPECT_IS(weft_connect(&stream, "127.0.0.1", "7999"), WEFT_USAGE); /* it is open */
    return WEFT_OK;
}

static weft_stream forgotten, its_other_end;

static int forget(void *arg)
{
    (void)arg;
    forgotten.resource.name = "forgotten";
    its_other_end.resource.name = "its_other_end";
    return weft_stream_pair(&forgotten, &its_other_end);
}

static int left_open(void *arg)
{
    weft_run_outcome outcome = {0};
    weft_run_options options = {.virtual_clock = true, .debug = WEFT_DEBUG_ON, .outcome = &outcome};

    (void)arg;
    case_begin(NULL);
    case_log[0] = '\0';
    weft_on_report(case_said, NULL);
    EXPECT_IS(weft_run_with(&options, forget, NULL), 0);
    EXPECT(strstr(case_log, "the stream forgotten was still open at the end of the run") != NULL);
    EXPECT(!weft_stream_is_open(&forgotten));
    EXPECT_IS(outcome.bytes, 0);
    weft_on_report(NULL, NULL);
    return WEFT_OK;
}

/* ---- Trio's ---- */

static int pours(void *arg)
{
    struct actor *self = arg;
    static char mine[MANY];

    memset(mine, self->name[0], (size_t)self->count);
    self->result = weft_write((weft_stream *)self->thing, mine, (size_t)self->count);
    note("%s: %s", self->name, weft_error_name(self->result));
    return WEFT_OK;
}

static int all_or_nothing(void *arg)
{
    struct actor a = {.name = "A", .count = MANY};
    char bytes[10];
    size_t count;

    (void)arg;
    PAIR(one, other);
    a.thing = &one;
    weft_task task = weft_spawn(pours, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 10);
    WEFT_TRY(weft_read_exactly(&other, seen, MANY - 10, &count));
    WEFT_TRY(weft_join(task));
    EXPECT_IS(a.result, WEFT_OK);
    task = weft_spawn(pours, &a);
    WEFT_TRY(weft_sleep(1));
    weft_stream_abort(&other);
    WEFT_TRY(weft_join(task));
    EXPECT_IS(a.result, WEFT_RESET);
    PAIR(three, four);
    WEFT_TRY(weft_write_eof(&three));
    WEFT_TRY(weft_read(&four, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 0);
    return WEFT_OK;
}

static int two_writers(void *arg)
{
    struct actor a = {.name = "A", .count = 200000}, b = {.name = "B", .count = 3}, c = {.name = "C"};
    size_t count;

    (void)arg;
    PAIR(one, other);
    a.thing = b.thing = &one;
    weft_spawn(pours, &a);
    weft_spawn(pours, &b);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_read_exactly(&other, seen, 200003, &count));
    EXPECT(memchr(seen, 'B', 200000) == NULL && memcmp(seen + 200000, "BBB", 3) == 0);
    WEFT_TRY(weft_sleep(1));
    c.thing = &one;
    weft_spawn(read_some, &c);
    WEFT_TRY(weft_sleep(1));
    weft_stream_abort(&one); /* under a task that reads */
    note("a closed one: %s", weft_error_name(weft_read(&one, seen, 1, &count)));
    WEFT_TRY(weft_sleep(1));
    note("a broken one: %s", weft_error_name(say(&other, "x")));
    EXPECT_LOG("[1.000] A: ok\n[1.000] B: ok\n[3.000] a closed one: closed\n[3.000] C: closed \n[4.000] a broken one: connection broken off\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(some_bytes, "290", "some bytes as soon as there are some, and none at the end"),
           KEPT(lines, "291", "a line keeps its end, and the last one may have none"),
           DIFFERENT(one_separator, "292", "a separator may come in pieces, and there is one for each call"),
           KEPT(incomplete, "293", "the end before the rest: what there is, and then nothing"),
           DIFFERENT(too_long, "294", "a line that is too long is dropped with its rest"),
           DIFFERENT(exact_limit, "295", "the limit is the room that the caller gives"),
           KEPT(one_reader, "296", "one task reads at a time"), KEPT(cancelled_read, "297", "a cancelled read loses nothing"),
           KEPT(broken_reader, "298", "a broken stream says so to all reads"),
           DIFFERENT(nothing_ahead, "299", "nothing is read before somebody asks"), KEPT(never_blocks, "300", "a write never blocks"),
           KEPT(drains, "301", "a drain waits above the high mark, until the low one"),
           KEPT(drain_of_a_lost_one, "302", "a drain of a lost connection lets others run, and says so"),
           DIFFERENT(close_flushes, "303", "a close sends what was written"), KEPT(close_waits, "304", "a close waits until all is sent"),
           KEPT(half_close, "305", "one half ends, and the other goes on"), KEPT(refused, "306", "nobody there, and names of both sides"),
           KEPT_ALONE(left_open, "307", "one that is still open at the end is reported"),
           KEPT(all_or_nothing, "381", "a write sends all or fails"), DIFFERENT(two_writers, "382", "the second writer waits for its turn"))

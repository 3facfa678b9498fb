/* Bad networks by seed: scenes with clients and servers, each on many networks that a seed made bad; then with a cancel at each suspension and
 * with each allocation failing. What arrives is what was sent, in order and once; every task ends; nothing is left.
 *
 *     NETWORKS=1000 build/native/tests/test_networks           a thousand networks for each scene, instead of twenty
 *     SCENE=proxy NETWORK=17 build/native/tests/test_networks  one again */
#include <stdlib.h>

#include "check.h"
#include "weft/http.h"
#include "weft/stream.h"
#include "weft/udp.h"

extern const struct weft__weather *weft__weather; /* NULL: the network is good again */

enum { PATIENCE = 100, HANGS = 100000, LINES = 6, PEOPLE = 3, BULK = 30000, LINE_BYTES = 64 };

#define PORT "7000"
#define UPSTREAM "7001"

/* ---- what the scenes share ---- */

/* What a network may do to a call. Anything else is a bug. */
static bool fair(int err)
{
    return err == WEFT_OK || err == WEFT_REFUSED || err == WEFT_RESET || err == WEFT_TIMEOUT || err == WEFT_INCOMPLETE ||
           err == WEFT_NO_MEMORY || err == WEFT_CANCELLED || err == WEFT_CLOSED;
}

static char expected(int who, size_t at)
{
    return (char)('!' + (at * 7 + at / 90 + (size_t)who * 13) % 90);
}

static void fill(char *to, int who, size_t from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = expected(who, from + i);
}

static bool is_right(const char *bytes, int who, size_t from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != expected(who, from + i))
            return false;
    return true;
}

/* Every wait for the other side has a limit: it may be lost without a word. */
#define IN_TIME(call) weft_wait_for(call, PATIENCE)

static int get_line(weft_stream *stream, char *line, size_t *count)
{
    return IN_TIME(weft_read_line(stream, line, LINE_BYTES, count));
}

static int say(weft_stream *stream, const char *text)
{
    return IN_TIME(weft_write(stream, text, strlen(text)));
}

/* Sends `BULK` bytes in pieces of several sizes, and says that this is all. */
static int send_bulk(weft_stream *stream, int who)
{
    char piece[3000];

    for (size_t at = 0, count; at < BULK; at += count) {
        count = 1 + at * 31 % (sizeof piece - 1);
        if (count > BULK - at)
            count = BULK - at;
        fill(piece, who, at, count);
        WEFT_TRY(IN_TIME(weft_write(stream, piece, count)));
    }
    return weft_write_eof(stream);
}

/* Reads up to the end. All that comes must be right, and `*got` says how much it was. */
static int receive_bulk(weft_stream *stream, int who, size_t *got)
{
    char piece[999];
    size_t count;

    for (*got = 0;; *got += count) {
        WEFT_TRY(IN_TIME(weft_read(stream, piece, sizeof piece, &count)));
        EXPECT(is_right(piece, who, *got, count));
        if (count == 0)
            return WEFT_OK;
    }
}

/* ---- the scenes: each is a server and what meets it. OK: all went well ---- */

static int answer_lines(weft_stream *peer, void *arg)
{
    char line[LINE_BYTES], reply[LINE_BYTES + 4];
    size_t count;

    (void)arg;
    for (;;) {
        WEFT_TRY(get_line(peer, line, &count));
        if (count == 0)
            return WEFT_OK;
        snprintf(reply, sizeof reply, "re %s", line);
        WEFT_TRY(say(peer, reply));
    }
}

static int ask_lines(int who)
{
    char line[LINE_BYTES], wanted[LINE_BYTES];
    size_t count;

    WEFT_STREAM(server);
    WEFT_TRY(IN_TIME(weft_connect(&server, "127.0.0.1", PORT)));
    for (int i = 0; i < LINES; i++) {
        snprintf(line, sizeof line, "%d asks %d\n", who, i);
        snprintf(wanted, sizeof wanted, "re %d asks %d\n", who, i);
        WEFT_TRY(say(&server, line));
        WEFT_TRY(get_line(&server, line, &count));
        if (count == 0)
            return WEFT_INCOMPLETE;
        EXPECT(strncmp(line, wanted, count) == 0);
        if (line[count - 1] != '\n')
            return WEFT_INCOMPLETE;
    }
    return WEFT_OK;
}

static int client(void *arg)
{
    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", PORT, answer_lines, NULL));
    return ask_lines(0);
}

static int one_of_many(void *arg)
{
    struct actor *me = arg;

    me->result = ask_lines(me->count);
    return WEFT_OK;
}

/* The first error of all that took part, and none that is a bug. */
static int of_all(const struct actor *people, int err)
{
    for (int i = 0; i < PEOPLE; i++) {
        EXPECT(fair(people[i].result));
        if (!err)
            err = people[i].result;
    }
    return err;
}

static int server(void *arg)
{
    struct actor people[PEOPLE];
    int err = WEFT_OK;

    (void)arg;
    WEFT_SERVER(echoes);
    WEFT_TRY(weft_server_start(&echoes, "127.0.0.1", PORT, answer_lines, NULL));
    WEFT_GROUP(group);
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = (struct actor){.count = i, .result = WEFT_CANCELLED};
        weft_group_spawn(&group, one_of_many, &people[i]);
    }
    err = weft_group_join(&group);
    return of_all(people, err);
}

static int count_bulk(weft_stream *peer, void *arg)
{
    char line[LINE_BYTES];
    size_t got;

    (void)arg;
    WEFT_TRY(receive_bulk(peer, 1, &got));
    EXPECT(got <= BULK);
    snprintf(line, sizeof line, "%d\n", (int)got);
    return say(peer, line);
}

/* The half that sends is ended, and the answer comes over the other one. */
static int upload(void *arg)
{
    char line[LINE_BYTES];
    size_t count;

    (void)arg;
    WEFT_SERVER(taker);
    WEFT_TRY(weft_server_start(&taker, "127.0.0.1", PORT, count_bulk, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(IN_TIME(weft_connect(&stream, "127.0.0.1", PORT)));
    WEFT_TRY(send_bulk(&stream, 1));
    WEFT_TRY(get_line(&stream, line, &count));
    if (count == 0 || line[count - 1] != '\n')
        return WEFT_INCOMPLETE;
    EXPECT_IS(atoi(line), BULK);
    return WEFT_OK;
}

static int give_bulk(weft_stream *peer, void *arg)
{
    (void)arg;
    WEFT_TRY(send_bulk(peer, 2));
    return weft_stream_close(peer);
}

static int download(void *arg)
{
    size_t got;

    (void)arg;
    WEFT_SERVER(giver);
    WEFT_TRY(weft_server_start(&giver, "127.0.0.1", PORT, give_bulk, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(IN_TIME(weft_connect(&stream, "127.0.0.1", PORT)));
    WEFT_TRY(receive_bulk(&stream, 2, &got));
    return got == BULK ? WEFT_OK : WEFT_INCOMPLETE; /* of a handler that was cancelled */
}

static int echo_bytes(weft_stream *peer, void *arg)
{
    char piece[500];
    size_t count;

    (void)arg;
    do {
        WEFT_TRY(IN_TIME(weft_read(peer, piece, sizeof piece, &count)));
        WEFT_TRY(IN_TIME(weft_write(peer, piece, count)));
    } while (count > 0);
    return WEFT_OK;
}

static int sender(void *arg)
{
    return send_bulk(arg, 3);
}

static int receiver(void *arg)
{
    struct actor *me = arg;
    size_t got;
    int err = receive_bulk(me->thing, 3, &got);

    EXPECT(got <= BULK);
    me->count = (int)got;
    return err;
}

/* One task sends, another one receives. */
static int there_and_back(void)
{
    struct actor hears = {0};

    WEFT_STREAM(stream);
    WEFT_TRY(IN_TIME(weft_connect(&stream, "127.0.0.1", PORT)));
    hears.thing = &stream;
    WEFT_GROUP(group);
    weft_group_spawn(&group, sender, &stream);
    weft_group_spawn(&group, receiver, &hears);
    WEFT_TRY(weft_group_join(&group));
    return hears.count == BULK ? WEFT_OK : WEFT_INCOMPLETE;
}

static int echo(void *arg)
{
    (void)arg;
    WEFT_SERVER(echoes);
    WEFT_TRY(weft_server_start(&echoes, "127.0.0.1", PORT, echo_bytes, NULL));
    return there_and_back();
}

struct pump {
    weft_stream *from, *to;
};

static int pump(void *arg)
{
    struct pump *pump = arg;
    char piece[700];
    size_t count;

    for (;;) {
        WEFT_TRY(IN_TIME(weft_read(pump->from, piece, sizeof piece, &count)));
        if (count == 0)
            return weft_write_eof(pump->to);
        WEFT_TRY(IN_TIME(weft_write(pump->to, piece, count)));
    }
}

static int pass_on(weft_stream *peer, void *arg)
{
    (void)arg;
    WEFT_STREAM(upstream);
    WEFT_TRY(IN_TIME(weft_connect(&upstream, "127.0.0.1", UPSTREAM)));
    struct pump there = {peer, &upstream}, back = {&upstream, peer};
    WEFT_GROUP(group);
    weft_group_spawn(&group, pump, &there);
    weft_group_spawn(&group, pump, &back);
    return weft_group_join(&group);
}

static int proxy(void *arg)
{
    (void)arg;
    WEFT_SERVER(behind);
    WEFT_TRY(weft_server_start(&behind, "127.0.0.1", UPSTREAM, echo_bytes, NULL));
    WEFT_SERVER(front);
    WEFT_TRY(weft_server_start(&front, "127.0.0.1", PORT, pass_on, NULL));
    return there_and_back();
}

static weft_stream *members[PEOPLE * 2];

/* Each line goes to everybody. One that does not take it is left out. */
static int chat_member(weft_stream *peer, void *arg)
{
    char line[LINE_BYTES];
    size_t count, place = 0;
    int err = WEFT_OK;

    (void)arg;
    while (place < PEOPLE * 2 && members[place])
        place++;
    if (place == PEOPLE * 2)
        return WEFT_OK;
    members[place] = peer;
    while (!err && !(err = get_line(peer, line, &count)) && count > 0 && line[count - 1] == '\n')
        for (int i = 0; i < PEOPLE * 2; i++)
            if (members[i] && weft_write_nowait(members[i], line, count) == WEFT_NO_MEMORY)
                err = WEFT_NO_MEMORY;
    members[place] = NULL;
    return err;
}

/* Says its lines, and hears what all say: of each of them in order, and once. */
static int chatter(void *arg)
{
    struct actor *me = arg;
    char line[LINE_BYTES];
    int last[PEOPLE], who, number;
    size_t count;

    for (int i = 0; i < PEOPLE; i++)
        last[i] = -1;
    WEFT_STREAM(stream);
    me->result = IN_TIME(weft_connect(&stream, "127.0.0.1", PORT));
    for (int i = 0; !me->result && i < LINES; i++) {
        snprintf(line, sizeof line, "%d says %d\n", me->count, i);
        me->result = say(&stream, line);
    }
    while (!me->result && !(me->result = get_line(&stream, line, &count))) {
        if (count == 0 || line[count - 1] != '\n') {
            me->result = WEFT_INCOMPLETE;
            break;
        }
        EXPECT(sscanf(line, "%d says %d\n", &who, &number) == 2 && who >= 0 && who < PEOPLE);
        EXPECT(number > last[who] && (last[who] < 0 || number == last[who] + 1));
        last[who] = number;
        if (last[me->count] == LINES - 1) /* its own have come round */
            break;
    }
    return WEFT_OK;
}

static int chat(void *arg)
{
    struct actor people[PEOPLE];

    (void)arg;
    memset(members, 0, sizeof members);
    WEFT_SERVER(room);
    WEFT_TRY(weft_server_start(&room, "127.0.0.1", PORT, chat_member, NULL));
    WEFT_GROUP(group);
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = (struct actor){.count = i, .result = WEFT_CANCELLED};
        weft_group_spawn(&group, chatter, &people[i]);
    }
    int err = weft_group_join(&group);
    return of_all(people, err);
}

static int count_lines(weft_stream *peer, void *arg)
{
    char line[LINE_BYTES];

    (void)arg;
    for (int i = 0; i < 5 * LINES; i++) {
        snprintf(line, sizeof line, "line %d of these\n", i);
        WEFT_TRY(say(peer, line));
        WEFT_TRY(weft_sleep(0.01));
    }
    return WEFT_OK;
}

/* Reads are cancelled again and again: no byte is lost. */
static int impatient(void *arg)
{
    char line[LINE_BYTES];
    size_t count;
    int number = 0, next = 0;

    (void)arg;
    WEFT_SERVER(counts);
    WEFT_TRY(weft_server_start(&counts, "127.0.0.1", PORT, count_lines, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(IN_TIME(weft_connect(&stream, "127.0.0.1", PORT)));
    for (int times_out = 0; times_out < 20000 && next < 5 * LINES;) {
        int err = weft_wait_for(weft_read_line(&stream, line, sizeof line, &count), 0.003);
        times_out += err == WEFT_TIMEOUT;
        if (err == WEFT_TIMEOUT)
            continue;
        WEFT_TRY(err);
        if (count == 0 || line[count - 1] != '\n')
            return WEFT_INCOMPLETE;
        EXPECT_IS(sscanf(line, "line %d of these\n", &number), 1);
        EXPECT_IS(number, next++);
    }
    return next == 5 * LINES ? WEFT_OK : WEFT_TIMEOUT;
}

/* The server goes in the middle: what it does is cancelled, and everybody hears of it. */
static int shutdown(void *arg)
{
    struct actor people[PEOPLE];
    int err = WEFT_OK;

    (void)arg;
    WEFT_GROUP(group);
    {
        WEFT_SERVER(echoes);
        WEFT_TRY(weft_server_start(&echoes, "127.0.0.1", PORT, answer_lines, NULL));
        for (int i = 0; i < PEOPLE; i++) {
            people[i] = (struct actor){.count = i, .result = WEFT_CANCELLED};
            weft_group_spawn(&group, one_of_many, &people[i]);
        }
        err = weft_sleep(0.05);
        if (!err) {
            weft_server_close(&echoes);
            weft_server_cancel(&echoes);
            err = weft_server_wait_closed(&echoes);
            EXPECT(err || weft_server_connections(&echoes) == 0);
        }
    }
    int joined = weft_group_join(&group);
    for (int i = 0; i < PEOPLE; i++)
        EXPECT(fair(people[i].result));
    return err ? err : joined;
}

/* Frames of three tasks on one stream: "A5:aaaaa". */
static int frame_writer(void *arg)
{
    struct actor *me = arg;
    char frame[2000];

    for (int i = 0; i < LINES; i++) {
        size_t count = (size_t)(1 + i * 300);
        int head = snprintf(frame, sizeof frame, "%d %d\n", me->count, (int)count);
        memset(frame + head, 'a' + me->count, count);
        me->result = IN_TIME(weft_write((weft_stream *)me->thing, frame, (size_t)head + count));
        if (me->result)
            break;
    }
    return WEFT_OK;
}

static int give_frames(weft_stream *peer, void *arg)
{
    struct actor people[PEOPLE];

    (void)arg;
    WEFT_TRY(weft_stream_water(peer, 1000, 100));
    WEFT_GROUP(group);
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = (struct actor){.count = i, .thing = peer};
        weft_group_spawn(&group, frame_writer, &people[i]);
    }
    WEFT_TRY(weft_group_join(&group));
    for (int i = 0; i < PEOPLE; i++)
        WEFT_TRY(people[i].result); /* a frame that was cut off is the last one that anybody can read */
    return weft_write_eof(peer);
}

static int frames(void *arg)
{
    char line[LINE_BYTES], frame[2000];
    size_t count, got;
    int who = 0, length = 0, frames_seen = 0;

    (void)arg;
    WEFT_SERVER(giver);
    WEFT_TRY(weft_server_start(&giver, "127.0.0.1", PORT, give_frames, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(IN_TIME(weft_connect(&stream, "127.0.0.1", PORT)));
    for (;;) {
        WEFT_TRY(get_line(&stream, line, &count));
        if (count == 0)
            return frames_seen == PEOPLE * LINES ? WEFT_OK : WEFT_INCOMPLETE;
        if (sscanf(line, "%d %d\n", &who, &length) != 2 || length > 2000)
            return WEFT_INCOMPLETE; /* behind one that was cut off */
        WEFT_TRY(IN_TIME(weft_read_exactly(&stream, frame, (size_t)length, &got)));
        bool whole = frame[0] == 'a' + who && memcmp(frame, frame + 1, (size_t)length - 1) == 0;
        if (!whole)
            return WEFT_INCOMPLETE;
        frames_seen++;
    }
}

/* Comes back until it has its answer. */
static int comes_back(void *arg)
{
    int err = WEFT_OK;

    (void)arg;
    WEFT_SERVER(echoes);
    WEFT_TRY(weft_server_start(&echoes, "127.0.0.1", PORT, answer_lines, NULL));
    for (int i = 0; i < 30; i++) {
        err = ask_lines(i);
        EXPECT(fair(err));
        if (!err || err == WEFT_CANCELLED)
            break;
        WEFT_TRY(weft_sleep(1));
    }
    return err;
}

/* Datagrams: each question has a number, and is asked again until its answer comes. Answers to earlier questions may come behind it. */
static int answer_datagrams(void *arg)
{
    char bytes[64], sender[WEFT_ADDRESS_BYTES];
    size_t count;

    for (;;) {
        WEFT_TRY(weft_receive_from(arg, bytes, sizeof bytes, &count, sender));
        WEFT_TRY(weft_send_to(arg, sender, bytes, count));
    }
}

static int hear_answer(weft_udp *socket, int number)
{
    char bytes[64];
    size_t count;
    int heard = -1, end = 0;

    do {
        WEFT_TRY(weft_receive_from(socket, bytes, sizeof bytes - 1, &count, NULL));
        bytes[count] = '\0';
        EXPECT(sscanf(bytes, "question %d of %n", &heard, &end) == 1 && heard <= number && (size_t)end + 20 == count);
        EXPECT(is_right(bytes + end, heard, 0, 20));
    } while (heard != number);
    return WEFT_OK;
}

static int ask_datagrams(weft_udp *socket)
{
    char bytes[64];

    for (int number = 0; number < LINES; number++) {
        int length = snprintf(bytes, sizeof bytes, "question %d of ", number), err = WEFT_TIMEOUT;
        fill(bytes + length, number, 0, 20);
        for (int again = 0; again < 200 && err == WEFT_TIMEOUT; again++) {
            WEFT_TRY(weft_send_to(socket, NULL, bytes, (size_t)length + 20));
            err = weft_wait_for(hear_answer(socket, number), 1);
        }
        if (err)
            return err;
    }
    return WEFT_OK;
}

static int datagrams(void *arg)
{
    (void)arg;
    WEFT_UDP(answers);
    WEFT_UDP(asks);
    WEFT_TRY(weft_udp_open(&answers, "127.0.0.1", PORT));
    WEFT_TRY(weft_udp_connect(&asks, "127.0.0.1", PORT));
    weft_task task = weft_spawn(answer_datagrams, &answers);
    int err = ask_datagrams(&asks);
    (void)weft_task_cancel(task);
    int ended = weft_join(task);
    return err ? err : ended == WEFT_CANCELLED && !weft_task_cancelling(weft_current()) ? WEFT_OK : ended;
}

/* HTTP: each body goes there and comes back, over connections that are kept. */
enum { BODY = 3000 };

static int echo_body(weft_request *request, void *arg)
{
    char body[BODY + 1];
    size_t count;

    (void)arg;
    WEFT_TRY(weft_request_body(request, body, sizeof body, &count));
    return weft_respond(request, 200, "text/plain", body, count);
}

static int posts(void *arg)
{
    struct actor *me = arg;
    char sent[BODY], came[BODY + 1];
    size_t count;

    for (int i = 0; i < 3 && !me->result; i++) {
        WEFT_RESPONSE(page);
        fill(sent, me->count + i, 0, BODY);
        me->result = weft_fetch(&page, "http://127.0.0.1:" PORT "/", .body = sent, .body_count = BODY, .timeout = PATIENCE);
        if (!me->result && page.status != 200) /* the server has lost its patience, or its handler the body */
            me->result = WEFT_INCOMPLETE;
        if (!me->result)
            me->result = IN_TIME(weft_response_body(&page, came, sizeof came, &count));
        if (!me->result)
            EXPECT(count == BODY && is_right(came, me->count + i, 0, count));
    }
    return WEFT_OK;
}

static int http(void *arg)
{
    static weft_http pages = {.handler = echo_body};
    struct actor people[PEOPLE] = {{0}};

    (void)arg;
    WEFT_SERVER(web);
    WEFT_TRY(weft_http_start(&web, "127.0.0.1", PORT, &pages));
    WEFT_GROUP(group);
    for (int i = 0; i < PEOPLE; i++) {
        people[i].count = i;
        weft_group_spawn(&group, posts, &people[i]);
    }
    int err = weft_group_join(&group);
    return of_all(people, err);
}

/* ---- how a scene is played ---- */

static const struct {
    const char *name;
    weft_task_function *play;
} scenes[] = {{"client", client}, {"server", server}, {"upload", upload}, {"download", download}, {"echo", echo}, {"proxy", proxy},
              {"chat", chat}, {"impatient", impatient}, {"shutdown", shutdown}, {"frames", frames}, {"comes_back", comes_back}, {"datagrams", datagrams},
              {"http", http}};

static int ignore(const weft_error_report *report, void *arg)
{
    (void)report, (void)arg; /* handlers fail on bad networks */
    return WEFT_OK;
}

static int bounded(void *arg)
{
    weft_task_function *const *play = arg;

    return weft_wait_for((*play)(NULL), HANGS);
}

/* Connections of fetches that were kept for the next one; else the end of the run closes them. */
static void close_kept(void)
{
    for (struct weft__ending *ending = weft__loop.endings; ending; ending = ending->next)
        ending->forget();
}

/* One scene on one network: what came of it. */
static int play_once(size_t scene, uint64_t seed, unsigned kinds)
{
    size_t bytes = weft__memory_bytes(), timers = weft__timers_scheduled();

    weft__weather = NULL;
    if (seed)
        weft_bad_network(seed, kinds);
    weft_task task = weft_spawn(bounded, (void *)(uintptr_t)&scenes[scene].play);
    int err = weft_join(task);
    while (weft_task_cancelling(weft_current()) > 0)
        (void)weft_task_uncancel(weft_current());
    close_kept();
    EXPECT(fair(err));
    EXPECT(err != WEFT_TIMEOUT || weft_time() < HANGS);
    for (int i = 0; i < 5 && weft_tasks(NULL, 0) > 1; i++) {
        int yielded = weft_yield();
        (void)yielded;
    }
    EXPECT_IS(weft_tasks(NULL, 0), 1);
    EXPECT_IS(weft__timers_scheduled(), timers);
    (void)bytes; /* stacks that are kept for the next task; the end of the run counts all */
    return err;
}

static void say_how(size_t scene, const char *what, size_t place)
{
    printf("# %s: %s %zu; again: SCENE=%s %s=%zu build/native/tests/test_networks\n", scenes[scene].name, what, place, scenes[scene].name,
           what[0] == 'n' ? "NETWORK" : what[0] == 'c' ? "CANCEL" : "ALLOCATION", place);
}

static size_t wish(const char *name, size_t otherwise)
{
    const char *text = getenv(name);

    return text && *text ? (size_t)strtoul(text, NULL, 10) : otherwise;
}

static size_t on_networks(size_t scene, size_t from, size_t to)
{
    int failed_before = weft_test_failures;
    size_t good = 0;

    for (size_t seed = from; seed <= to && weft_test_failures == failed_before; seed++) {
        good += play_once(scene, seed, 0) == WEFT_OK;
        if (weft_test_failures > failed_before)
            say_how(scene, "network", seed);
    }
    return good;
}

static size_t at_each_place(size_t scene, struct weft__fault *fault, bool onwards, const char *what, size_t from, size_t to)
{
    int failed_before = weft_test_failures;

    for (size_t place = from;; place++) {
        *fault = (struct weft__fault){.at = place, .onwards = onwards};
        play_once(scene, 5, WEFT_NET_SHORT | WEFT_NET_LATENCY | WEFT_NET_SLOW);
        size_t places = fault->count;
        *fault = (struct weft__fault){0};
        if (weft_test_failures > failed_before)
            say_how(scene, what, place);
        if (places < place || place >= to || weft_test_failures > failed_before || (weft__tracing && place > 3))
            return place - 1;
    }
}

static int play_all(size_t scene)
{
    const char *only = getenv("SCENE");
    size_t network = wish("NETWORK", 0), cancel = wish("CANCEL", 0), allocation = wish("ALLOCATION", 0);
    bool one = network || cancel || allocation;
    size_t count = weft__tracing ? 2 : wish("NETWORKS", 20), most = wish("PLACES", 150);

    if (only && *only && strcmp(only, scenes[scene].name) != 0)
        return WEFT_OK;
    weft_on_error(ignore, NULL);
    if (!one)
        EXPECT_IS(play_once(scene, 0, 0), WEFT_OK);
    size_t good = network ? on_networks(scene, network, network) : one ? 0 : on_networks(scene, 1, count);
    size_t cancels = cancel || !one ? at_each_place(scene, &weft__options.cancel, false, "cancelled at", one ? cancel : 1, one ? cancel : most) : 0;
    size_t allocations = 0;
    if (allocation || !one) {
        allocations = at_each_place(scene, &weft__options.fail_allocation, false, "without memory at", one ? allocation : 1, one ? allocation : most);
        at_each_place(scene, &weft__options.fail_allocation, true, "without memory from", one ? allocation : 1, one ? allocation : most);
    }
    printf("# %s: %zu bad networks, %zu without an error; cancelled at %zu suspensions, failed at %zu allocations\n", scenes[scene].name, count, good,
           cancels, allocations);
    weft_on_error(NULL, NULL);
    return WEFT_OK;
}

/* ---- what a network must not do ---- */

/* Where things are slow and nothing is lost, all arrives, the end, too. */
static int only_slow(void *arg)
{
    static weft_task_function *const plays[] = {upload, download};

    (void)arg;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        weft_bad_network(seed, WEFT_NET_LATENCY);
        WEFT_TRY(plays[seed % 2](NULL));
    }
    weft__weather = NULL;
    return WEFT_OK;
}

static int hears_a_second_apart(weft_stream *peer, void *arg)
{
    double *longest = arg, last = weft_time();
    char byte;
    size_t count;

    for (;;) {
        WEFT_TRY(weft_read(peer, &byte, 1, &count));
        if (count == 0)
            return WEFT_OK;
        double now = weft_time();
        *longest = now - last > *longest ? now - last : *longest;
        last = now;
    }
}

/* A byte each tenth of a second: while the network is parted none arrives, and none is lost. */
static int parted(void *arg)
{
    double longest = 0, most = 0;

    (void)arg;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        longest = 0;
        weft_bad_network(seed, WEFT_NET_PARTITION);
        WEFT_SERVER(server);
        WEFT_TRY(weft_server_start(&server, "127.0.0.1", PORT, hears_a_second_apart, &longest));
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect(&stream, "127.0.0.1", PORT));
        for (int i = 0; i < 300; i++) {
            WEFT_TRY(weft_write(&stream, "x", 1));
            WEFT_TRY(weft_sleep(0.1));
        }
        WEFT_TRY(weft_stream_close(&stream));
        weft_server_close(&server);
        WEFT_TRY(weft_server_wait_closed(&server));
        most = longest > most ? longest : most;
    }
    weft__weather = NULL;
    EXPECT(most > 1);
    return WEFT_OK;
}

#define SCENE(number, name)              \
    static int name(void *arg)           \
    {                                    \
        (void)arg;                       \
        return play_all(number);         \
    }
SCENE(0, play_client)
SCENE(1, play_server)
SCENE(2, play_upload)
SCENE(3, play_download)
SCENE(4, play_echo)
SCENE(5, play_proxy)
SCENE(6, play_chat)
SCENE(7, play_impatient)
SCENE(8, play_shutdown)
SCENE(9, play_frames)
SCENE(10, play_comes_back)
SCENE(11, play_datagrams)
SCENE(12, play_http)

WEFT_TESTS(CASE(only_slow, "what is slow only arrives, and so does its end"), CASE(parted, "nothing arrives while the network is parted"),
           CASE(play_client, "a client asks"), CASE(play_server, "a server and several clients"),
           CASE(play_upload, "an upload and its answer, over two halves"), CASE(play_download, "a download"),
           CASE(play_echo, "one task sends and another receives"), CASE(play_proxy, "a proxy"), CASE(play_chat, "a chat"),
           CASE(play_impatient, "reads that are cancelled in the middle"), CASE(play_shutdown, "a server that goes in the middle"),
           CASE(play_frames, "several tasks write frames"), CASE(play_comes_back, "a client that comes back"),
           CASE(play_datagrams, "datagrams that are asked again"), CASE(play_http, "HTTP over connections that are kept"))

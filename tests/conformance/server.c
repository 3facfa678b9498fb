/* SERV: servers (statements 308 to 316), and Trio's (378 to 380). On the network inside of the program; tests/c/test_sockets.c has what only the
 * system's sockets show: running out of descriptors, paths, addresses that do not answer. */
#include "case.h"
#include "weft/stream.h"

#ifndef __wasi__
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#endif

static int say(weft_stream *stream, const char *text)
{
    return weft_write(stream, text, strlen(text));
}

static int connect_to(weft_stream *stream, const weft_server *server)
{
    char port[8];

    snprintf(port, sizeof port, "%d", weft_server_port(server));
    return weft_connect(stream, "127.0.0.1", port);
}

static int echo(weft_stream *peer, void *arg)
{
    char bytes[64];
    size_t count;
    const char *name = weft_task_name(weft_current());

    (void)arg;
    note("%s begins", name);
    do {
        int err = weft_read(peer, bytes, sizeof bytes, &count);
        if (err)
            note("%s: %s", name, weft_error_name(err));
        WEFT_TRY(err);
        WEFT_TRY(weft_write(peer, bytes, count));
    } while (count > 0);
    note("%s ends", name);
    return WEFT_OK;
}

static int a_task_each(void *arg)
{
    char bytes[8];
    size_t count;

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    EXPECT(weft_server_port(&server) > 0);
    WEFT_STREAM(one);
    WEFT_STREAM(two);
    WEFT_TRY(connect_to(&one, &server));
    WEFT_TRY(connect_to(&two, &server));
    WEFT_TRY(say(&two, "second"));
    WEFT_TRY(weft_read(&two, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 6);
    WEFT_TRY(say(&one, "first"));
    WEFT_TRY(weft_read(&one, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 5);
    EXPECT_IS(weft_server_connections(&server), 2);
    EXPECT_LOG("[0.000] echo 1 begins\n[0.000] echo 2 begins\n");
    return WEFT_OK;
}

/* ---- handlers ---- */

static int handler(weft_stream *peer, void *arg)
{
    char line[16];

    (void)arg;
    WEFT_TRY(weft_read_line(peer, line, sizeof line, NULL));
    if (strcmp(line, "fail\n") == 0)
        return weft_raise(7, "the handler failed");
    if (strcmp(line, "cancel\n") == 0) {
        weft_task_cancel(weft_current());
        return weft_sleep(1);
    }
    return say(peer, "fine\n");
}

static int reported(const weft_error_report *report, void *arg)
{
    (void)arg;
    note("reported: %s: %s", report->message, report->text);
    return WEFT_OK;
}

static int ask(const weft_server *server, const char *text)
{
    char line[16];
    size_t count;

    WEFT_STREAM(stream);
    WEFT_TRY(connect_to(&stream, server));
    WEFT_TRY(say(&stream, text));
    int err = weft_read_line(&stream, line, sizeof line, &count);
    note("%.*s: %s, %d bytes", (int)strcspn(text, "\n"), text, weft_error_name(err), (int)count);
    return WEFT_OK;
}

static int handlers_end(void *arg)
{
    (void)arg;
    weft_on_error(reported, NULL);
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", handler, NULL));
    WEFT_TRY(ask(&server, "fail\n"));
    WEFT_TRY(ask(&server, "cancel\n"));
    WEFT_TRY(ask(&server, "return\n"));
    EXPECT_IS(weft_server_accepted(&server), 3);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_server_connections(&server), 0);
    EXPECT_LOG("[0.000] reported: an error in a connection of a server: the handler failed\n"
               "[0.000] fail: ok, 0 bytes\n"
               "[0.000] cancel: ok, 0 bytes\n"
               "[0.000] return: ok, 5 bytes\n");
    return WEFT_OK;
}

static int returns(weft_stream *peer, void *arg)
{
    (void)arg;
    return say(peer, "hello\n");
}

static int a_return_closes(void *arg)
{
    char line[16];
    size_t count;

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", returns, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(connect_to(&stream, &server));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    note("the handler says %.*s and returns", (int)strcspn(line, "\n"), line);
    int err = weft_wait_for(weft_read_line(&stream, line, sizeof line, &count), 1);
    note("then %s", err ? weft_error_name(err) : count == 0 ? "the connection is closed" : line);
    EXPECT_LOG("[0.000] the handler says hello and returns\n[0.000] then the connection is closed\n");
    return WEFT_OK;
}

/* ---- ends ---- */

static int close_stops(void *arg)
{
    char bytes[8], port[8];
    size_t count;

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    WEFT_STREAM(one);
    WEFT_STREAM(two);
    WEFT_TRY(connect_to(&one, &server));
    weft_server_close(&server);
    EXPECT_IS(weft_connect(&two, "127.0.0.1", port), WEFT_REFUSED);
    EXPECT_TEXT(weft_server_name(&server), "");
    WEFT_TRY(say(&one, "on"));
    WEFT_TRY(weft_read(&one, bytes, sizeof bytes, &count)); /* goes on */
    EXPECT_IS(count, 2);
    weft_server_cancel(&server);
    WEFT_TRY(weft_read(&one, bytes, sizeof bytes, &count));
    EXPECT_IS(count, 0);
    EXPECT_LOG("[0.000] echo 1 begins\n[0.000] echo 1: cancelled\n");
    return WEFT_OK;
}

static int wait_closed(void *arg)
{
    struct actor *self = arg;

    self->result = weft_server_wait_closed((weft_server *)self->thing);
    note("%s: %s", self->name, weft_error_name(self->result));
    return WEFT_OK;
}

static int both_gone(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    WEFT_SERVER(first);
    WEFT_SERVER(second);
    WEFT_TRY(weft_server_start(&first, "127.0.0.1", "0", returns, NULL));
    WEFT_TRY(weft_server_start(&second, "127.0.0.1", "0", echo, NULL));
    a.thing = &first;
    b.thing = &second;
    weft_spawn(wait_closed, &a);
    weft_spawn(wait_closed, &b);
    WEFT_STREAM(one);
    WEFT_STREAM(two);
    WEFT_TRY(connect_to(&one, &first)); /* its connection ends first, then it is closed */
    WEFT_TRY(connect_to(&two, &second)); /* the other way round */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_server_connections(&first), 0);
    weft_server_close(&second);
    EXPECT_IS(weft_wait_for(weft_server_wait_closed(&second), 1), WEFT_TIMEOUT); /* closed, and not gone */
    weft_server_close(&first);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_stream_close(&two));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] echo 1 begins\n[2.000] A: ok\n[3.000] echo 1 ends\n[3.000] B: ok\n");
    return WEFT_OK;
}

static int serve(void *arg)
{
    int err = weft_serve_forever((weft_server *)arg);

    note("serve_forever: %s", weft_error_name(err));
    return err;
}

static int for_ever(void *arg)
{
    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    weft_task task = weft_spawn(serve, &server);
    WEFT_STREAM(stream);
    WEFT_TRY(connect_to(&stream, &server));
    WEFT_TRY(weft_sleep(1));
    note("a second one: %s", weft_error_name(weft_serve_forever(&server)));
    weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    note("after the close: %s", weft_error_name(weft_serve_forever(&server)));
    EXPECT_IS(weft_server_connections(&server), 0);
    EXPECT_LOG("[0.000] echo 1 begins\n"
               "[1.000] a second one: wrong use\n"
               "[1.000] echo 1: cancelled\n"
               "[1.000] serve_forever: cancelled\n"
               "[1.000] after the close: wrong use\n");
    return WEFT_OK;
}

static int in_use(void *arg)
{
    char port[8];

    (void)arg;
    WEFT_SERVER(server);
    WEFT_SERVER(second);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    EXPECT_IS(weft_server_start(&second, "127.0.0.1", port, echo, NULL), WEFT_IN_USE);
    weft_server_close(&server);
    WEFT_TRY(weft_server_start(&second, "127.0.0.1", port, echo, NULL)); /* nothing is left of either */
    EXPECT_IS(weft_server_start(&server, "127.0.0.1", "", echo, NULL), WEFT_INVALID);
    return WEFT_OK;
}

/* A path is an address inside of the program, too. */
static int a_path(void *arg)
{
    (void)arg;
    WEFT_STREAM(stream);
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start_unix(&server, "of-nobody.sock", echo, NULL));
    WEFT_TRY(weft_connect_unix(&stream, "of-nobody.sock"));
    WEFT_TRY(weft_stream_close(&stream));
    weft_server_close(&server);
    EXPECT_IS(weft_connect_unix(&stream, "of-nobody.sock"), WEFT_REFUSED);
    return WEFT_OK;
}

#ifndef __wasi__

/* A run of its own, over the system's sockets; time runs five times as fast. */
static int over_the_system(weft_task_function *function)
{
    weft_run_options options = {.speed = 5};

    setenv("WEFT_NET", "host", 1);
    int code = weft_run_with(&options, function, NULL);
    unsetenv("WEFT_NET");
    return code;
}

static int paths(void *arg)
{
    char path[64];

    (void)arg;
    snprintf(path, sizeof path, "weft-case-%d.sock", (int)getpid());
    for (int replaced = 0; replaced < 2; replaced++) {
        WEFT_SERVER(server);
        WEFT_TRY(weft_server_start_unix(&server, path, echo, NULL));
        EXPECT_IS(access(path, F_OK), 0);
        if (replaced) {
            FILE *file = (unlink(path), fopen(path, "w")); /* somebody else's */
            fclose(file);
        }
        weft_server_close(&server);
        EXPECT_IS(access(path, F_OK), replaced ? 0 : -1);
    }
    unlink(path);
    return WEFT_OK;
}

static int a_path_of_the_system(void *arg)
{
    (void)arg;
    EXPECT_IS(over_the_system(paths), 0);
    return WEFT_OK;
}

static int without_descriptors(void *arg)
{
    char line[16];
    struct rlimit limit, less;
    int spare[200], used = 0;

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", returns, NULL));
    getrlimit(RLIMIT_NOFILE, &limit);
    less = limit;
    less.rlim_cur = 150;
    setrlimit(RLIMIT_NOFILE, &less);
    while (used < 200 && (spare[used] = dup(0)) >= 0)
        used++;
    close(spare[--used]); /* one is left, for this side */
    double before = weft_time();
    WEFT_STREAM(stream);
    int err = connect_to(&stream, &server);
    if (!err)
        err = weft_sleep(0.5);
    EXPECT_IS(weft_server_accepted(&server), 0);
    while (used > 0)
        close(spare[--used]);
    setrlimit(RLIMIT_NOFILE, &limit);
    WEFT_TRY(err);
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    EXPECT(passed(before, 1));
    return WEFT_OK;
}

static int a_pause(void *arg)
{
    (void)arg;
    EXPECT_IS(over_the_system(without_descriptors), 0);
    return WEFT_OK;
}

#define ON_THE_SYSTEM \
    KEPT_ALONE(a_pause, "314", "without descriptors a server pauses for a second"), \
    KEPT_ALONE(a_path_of_the_system, "316", "a path goes with its server, if it is still its own"),

#else
#define ON_THE_SYSTEM
#endif

/* ---- Trio's ---- */

static int one_after_the_other(void *arg)
{
    (void)arg;
    WEFT_STREAM(stream);
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    WEFT_TRY(connect_to(&stream, &server));
    note("weft_connect tries the next address when one has failed");
    weft_stream_abort(&stream);
    char port[8];
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    WEFT_TRY(weft_open_tcp_stream(&stream, "localhost", port));
    note("weft_open_tcp_stream also after 0.25 seconds without an answer");
    return WEFT_OK;
}

static int serve_all(void *arg)
{
    return weft_serve("127.0.0.1", (const char *)arg, handler, NULL);
}

static int goes_on(void *arg)
{
    char line[16];
    size_t count;

    (void)arg;
    weft_on_error(reported, NULL);
    weft_task task = weft_spawn(serve_all, "7998");
    WEFT_TRY(weft_sleep(1));
    for (int i = 0; i < 2; i++) {
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect(&stream, "127.0.0.1", "7998"));
        WEFT_TRY(say(&stream, i == 0 ? "fail\n" : "return\n"));
        WEFT_TRY(weft_read_line(&stream, line, sizeof line, &count));
        note("%d bytes, and the end", (int)count);
    }
    weft_task_cancel(task);
    note("serve: %s", weft_error_name(weft_join(task)));
    EXPECT_LOG("[1.000] reported: an error in a connection of a server: the handler failed\n"
               "[1.000] 0 bytes, and the end\n"
               "[1.000] 5 bytes, and the end\n"
               "[1.000] serve: cancelled\n");
    return WEFT_OK;
}

static int a_second(void *arg)
{
    char line[16];

    (void)arg;
    weft_task task = weft_spawn(serve_all, "7998");
    WEFT_TRY(weft_sleep(1));
    {
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect(&stream, "127.0.0.1", "7998"));
        WEFT_TRY(say(&stream, "return\n"));
        WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
        note("a connection has its task: %.*s", (int)strcspn(line, "\n"), line);
    }
    note("without descriptors the server pauses for 1 second");
    weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] a connection has its task: fine\n[1.000] without descriptors the server pauses for 1 second\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(a_task_each, "308", "each connection has a task of its own"),
           KEPT(handlers_end, "309", "a handler's error is reported, and the server goes on"),
           DIFFERENT(a_return_closes, "310", "a return closes the connection"), KEPT(close_stops, "311", "a close stops the taking only"),
           KEPT(both_gone, "312", "closed, and every connection gone, in either order"),
           DIFFERENT(for_ever, "313", "a server that is told to stop stops its connections, too"),
           KEPT(in_use, "315", "an address in use is an error, and leaves nothing"),
           ON_THE_SYSTEM KEPT(a_path, "316", "a path is an address inside, too"), DIFFERENT(one_after_the_other, "378", "two ways to several addresses"),
           DIFFERENT(a_second, "379", "a pause of a second"), DIFFERENT(goes_on, "380", "an error of a handler does not end the server"))

/* One side of a connection, for tests/net.test.js: the first argument says which. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weft.h"
#include "weft/stream.h"

#ifndef __wasi__
#include <dirent.h>
#endif

static const char *port, *what;
static int number;

/* ---- servers ---- */

static int echo(weft_stream *peer, void *arg)
{
    char bytes[4096];
    size_t count;

    (void)arg;
    do {
        WEFT_TRY(weft_read(peer, bytes, sizeof bytes, &count));
        WEFT_TRY(weft_write(peer, bytes, count));
    } while (count > 0);
    return WEFT_OK;
}

static int answer_http(weft_stream *peer, void *arg)
{
    static char body[100000];
    char line[1000];
    size_t count;

    (void)arg;
    memset(body, 'x', sizeof body);
    do
        WEFT_TRY(weft_read_line(peer, line, sizeof line, &count));
    while (count > 2);
    snprintf(line, sizeof line, "HTTP/1.0 200 OK\r\nContent-Length: %zu\r\n\r\n", sizeof body);
    WEFT_TRY(weft_write_text(peer, line));
    return weft_write(peer, body, sizeof body);
}

static int serve(weft_serve_function *fn)
{
    WEFT_SERVER(server);

    server.stack_bytes = 65536;
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", fn, NULL));
    printf("port %d\n", weft_server_port(&server));
    fflush(stdout);
    return weft_serve_forever(&server);
}

/* ---- clients ---- */

static int say(void)
{
    char line[100];
    size_t count;
    WEFT_STREAM(server);

    WEFT_TRY(weft_connect(&server, "localhost", port));
    printf("peer %s\n", weft_peer_name(&server));
    for (int i = 0; i < 3; i++) {
        snprintf(line, sizeof line, "line %d\n", i);
        WEFT_TRY(weft_write_text(&server, line));
    }
    WEFT_TRY(weft_write_eof(&server));
    do {
        WEFT_TRY(weft_read_line(&server, line, sizeof line, &count));
        printf("%s", count ? line : "end\n");
    } while (count > 0);
    return WEFT_OK;
}

static int call_once(void *arg)
{
    char bytes[1000], came[1000];
    WEFT_STREAM(server);

    memset(bytes, 'a' + (int)((size_t)arg % 26), sizeof bytes);
    WEFT_TRY(weft_connect(&server, "127.0.0.1", port));
    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_write(&server, bytes, sizeof bytes));
        WEFT_TRY(weft_read_exactly(&server, came, sizeof came, NULL));
        if (memcmp(bytes, came, sizeof came) != 0)
            return 7;
    }
    return WEFT_OK;
}

static int many(void)
{
    WEFT_GROUP(group);

    for (int i = 0; i < number; i++)
        weft_group_spawn(&group, call_once, (void *)(size_t)i);
    WEFT_TRY(weft_group_join(&group));
    printf("%d answered\n", number);
    return WEFT_OK;
}

static void show(const char *who, int err)
{
    printf("%s: %s\n", who, weft_error_name(err));
}

static int errors(void)
{
    char text[8];
    WEFT_SERVER(server);
    WEFT_SERVER(second);
    WEFT_STREAM(stream);

    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    snprintf(text, sizeof text, "%d", weft_server_port(&server));
    show("taken", weft_server_start(&second, "127.0.0.1", text, echo, NULL));
    weft_server_close(&server);
    show("nobody", weft_connect(&stream, "127.0.0.1", text));
    printf("%s\n", strstr(weft_error_text(), ": ") + 2);
    show("no name", weft_connect(&stream, "nothing.invalid", text));
    show("no path", weft_connect_unix(&stream, "/nowhere/at/all"));
    show("no port", weft_connect(&stream, "127.0.0.1", "99999"));
    show("no folder", weft_server_start_unix(&server, "/nowhere/at/all", echo, NULL));
    return WEFT_OK;
}

/* The other side breaks the connection off, once it has got a byte. */
static int reset(void)
{
    char bytes[10];
    size_t count;
    WEFT_STREAM(server);

    WEFT_TRY(weft_connect(&server, "127.0.0.1", port));
    WEFT_TRY(weft_write(&server, "x", 1));
    show("read", weft_read(&server, bytes, sizeof bytes, &count));
    show("write", weft_write(&server, "x", 1));
    return WEFT_OK;
}

/* Writes to somebody that does not read until it has heard that we wait. */
static int flood(void)
{
    static char bytes[65536];
    bool waited = false;
    WEFT_STREAM(server);

    WEFT_TRY(weft_connect(&server, "127.0.0.1", port));
    for (int i = 0; i < number; i++) {
        WEFT_TRY(weft_write_nowait(&server, bytes, sizeof bytes));
        int err = waited ? weft_drain(&server) : weft_wait_for(0.5, weft_drain(&server));
        if (err == WEFT_TIMEOUT) {
            printf("waits behind %d, unsent %zu\n", i + 1, weft_stream_unsent(&server));
            fflush(stdout);
            waited = true;
            err = weft_drain(&server);
        }
        WEFT_TRY(err);
    }
    return weft_stream_close(&server);
}

/* Reads only when a line has come on standard input. */
static int sip(void)
{
    static char bytes[65536];
    char line[10];
    size_t count, all = 0;
    WEFT_STREAM(input);
    WEFT_STREAM(server);

    WEFT_TRY(weft_stream_open(&input, 0));
    WEFT_TRY(weft_connect(&server, "127.0.0.1", port));
    WEFT_TRY(weft_read_line(&input, line, sizeof line, &count));
    do {
        WEFT_TRY(weft_read(&server, bytes, sizeof bytes, &count));
        all += count;
    } while (count > 0);
    printf("%zu bytes\n", all);
    return WEFT_OK;
}

/* ---- both sides ---- */

static int greet(weft_stream *peer, void *arg)
{
    (void)arg;
    return weft_write_text(peer, "hello\n");
}

static int open_and_close(void *arg)
{
    char line[10];
    size_t count;

    for (int i = 0; i < (int)(size_t)arg; i++) {
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect_unix(&stream, what));
        WEFT_TRY(weft_read_line(&stream, line, sizeof line, &count));
        if (strcmp(line, "hello\n") != 0)
            return 7;
    }
    return WEFT_OK;
}

static int descriptors(void)
{
    int count = 0;
#ifndef __wasi__
    DIR *folder = opendir("/proc/self/fd");
    while (readdir(folder))
        count++;
    closedir(folder);
#endif
    return count;
}

static int churn(void)
{
    int before = descriptors();
    WEFT_SERVER(server);

    server.stack_bytes = 65536;
    WEFT_TRY(weft_server_start_unix(&server, what, greet, NULL));
    {
        WEFT_GROUP(group);
        for (int i = 0; i < 50; i++)
            weft_group_spawn(&group, open_and_close, (void *)(size_t)(number / 50));
        WEFT_TRY(weft_group_join(&group));
    }
    weft_server_close(&server);
    WEFT_TRY(weft_server_wait_closed(&server));
    printf("%zu taken, %d left\n", weft_server_accepted(&server), descriptors() - before);
    return WEFT_OK;
}

/* ---- moved: tests/net.test.js takes a snapshot when "ready" is there ---- */

static int tick(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_sleep(0.3));
    puts("the timer went on");
    return WEFT_OK;
}

static int listen_on(void *arg)
{
    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    int err = weft_serve_forever(&server);
    printf("server: %s, %s\n", weft_error_name(err), strrchr(weft_error_text(), ':') + 2);
    return WEFT_OK;
}

static int read_input(void *arg)
{
    char line[20];
    size_t count;
    WEFT_STREAM(input);

    (void)arg;
    WEFT_TRY(weft_stream_open(&input, 0));
    WEFT_TRY(weft_read_line(&input, line, sizeof line, &count));
    printf("input: %s", line);
    return WEFT_OK;
}

static int moved(void)
{
    char line[20];
    size_t count;
    WEFT_STREAM(server);
    WEFT_GROUP(group);

    weft_group_spawn(&group, tick, NULL);
    weft_group_spawn(&group, listen_on, NULL);
    weft_group_spawn(&group, read_input, NULL);
    WEFT_TRY(weft_connect(&server, "127.0.0.1", port));
    WEFT_TRY(weft_write(&server, "x", 1));
    WEFT_TRY(weft_read_exactly(&server, line, 1, NULL));
    puts("ready");
    int err = weft_read(&server, line, sizeof line, &count);
    printf("read: %s, %s\n", weft_error_name(err), strrchr(weft_error_text(), ':') + 2);
    show("write", weft_write(&server, "x", 1));
    weft_stream_abort(&server);
    return weft_group_join(&group);
}

/* ---- standard input and output ---- */

static int copy(void)
{
    char line[2000];
    size_t count, all = 0;
    WEFT_STREAM(input);
    WEFT_STREAM(output);

    WEFT_TRY(weft_stream_open(&input, 0));
    WEFT_TRY(weft_stream_open(&output, 1));
    do {
        WEFT_TRY(weft_read_line(&input, line, sizeof line, &count));
        WEFT_TRY(weft_write(&output, line, count));
        all += count;
        if (weft_stream_unsent(&output) > 65536)
            return 7;
    } while (count > 0);
    WEFT_TRY(weft_stream_close(&output));
    fprintf(stderr, "%zu bytes\n", all);
    return WEFT_OK;
}

static int amain(void *arg)
{
    const char *mode = arg;
    static const struct {
        const char *name;
        int (*run)(void);
    } modes[] = {{"say", say}, {"many", many}, {"errors", errors}, {"reset", reset}, {"flood", flood}, {"sip", sip}, {"churn", churn},
                 {"moved", moved}, {"copy", copy}};

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (strcmp(mode, "echo") == 0)
        return serve(echo);
    if (strcmp(mode, "http") == 0)
        return serve(answer_http);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (strcmp(mode, modes[i].name) == 0)
            return modes[i].run();
    return WEFT_USAGE;
}

int main(int argc, char **argv)
{
    port = what = argc > 2 ? argv[2] : "";
    number = argc > 3 ? atoi(argv[3]) : 0;
    return weft_run(amain, argc > 1 ? argv[1] : "");
}

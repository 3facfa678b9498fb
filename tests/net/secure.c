/* TLS, as tests/tls.test.js plays it on every host: the first argument says what this program does, the others are NAME=VALUE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weft/file.h"
#include "weft/http.h"
#include "weft/tls.h"

enum { MILLION = 1000000, MUCH = 16 /* million bytes: more than a system has room for */ };

static weft_tls_options options;
static const char *port = "0", *host = "localhost", *file;
static char bytes[MILLION];

static int tell(const char *what, int err)
{
    const char *text = err ? weft_error_text() : "";

    printf("%s: %s%s%s\n", what, weft_error_name(err), *text ? ": " : "", text);
    fflush(stdout);
    return WEFT_OK;
}

static int ignore(const weft_error_report *report, void *arg)
{
    (void)arg;
    printf("a connection: %s: %s\n", weft_error_name(report->code), report->text);
    fflush(stdout);
    return WEFT_OK;
}

static int begin(weft_stream *peer)
{
    return weft_wait_for((weft_start_tls)(WEFT_HERE("peer"), peer, &options), 20);
}

/* ---- servers ---- */

/* Sends back what comes, up to the end, and says how that was. */
static int echo(weft_stream *peer, void *arg)
{
    char some[5000];
    size_t count, all = 0;
    int err;

    (void)arg;
    WEFT_TRY(begin(peer));
    while (!(err = weft_read(peer, some, sizeof some, &count)) && count > 0) {
        all += count;
        WEFT_TRY(weft_write(peer, some, count));
    }
    printf("%zu bytes, then %s: %s%s%s\n", all, weft_error_name(err), err ? weft_error_text() : "its end",
           *weft_selected_alpn_protocol(peer) ? ", by " : "", weft_selected_alpn_protocol(peer));
    fflush(stdout);
    return err ? WEFT_OK : weft_write_text(peer, "and behind the end");
}

/* In plain text first, as mail servers do. */
static int upgrade(weft_stream *peer, void *arg)
{
    char line[100];

    (void)arg;
    WEFT_TRY(weft_read_line(peer, line, sizeof line, NULL));
    WEFT_TRY(weft_write_text(peer, "go ahead\n"));
    WEFT_TRY(begin(peer));
    WEFT_TRY(weft_read_line(peer, line, sizeof line, NULL));
    return weft_write(peer, line, strlen(line));
}

static int serve(weft_serve_function *fn)
{
    WEFT_SERVER(server);
    options.server_side = true;
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", port, fn, NULL));
    printf("port %d\n", weft_server_port(&server));
    fflush(stdout);
    return weft_serve_forever(&server);
}

static int greet(weft_request *request, void *arg)
{
    (void)arg;
    return weft_respond(request, 200, "text/plain", "hello over TLS\n", 15);
}

static int serve_http(void)
{
    weft_http http = {.handler = greet, .tls = &options};

    WEFT_SERVER(server);
    options.server_side = true;
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", port, &http));
    printf("port %d\n", weft_server_port(&server));
    fflush(stdout);
    return weft_serve_forever(&server);
}

/* ---- clients ---- */

static int open_to(weft_stream *stream)
{
    return weft_wait_for((weft_connect_tls)(WEFT_HERE("stream"), stream, host, port, &options), 20);
}

/* Whether TLS begins, and if not why. */
static int try(void)
{
    WEFT_STREAM(stream);
    return tell("TLS", open_to(&stream));
}

static int send_all(void *arg)
{
    WEFT_TRY(weft_write(arg, bytes, sizeof bytes));
    return weft_write_eof(arg);
}

/* A million bytes there and back, an end by half, and what comes behind it. */
static int talk(void)
{
    char back[5000];
    size_t count, all = 0;
    bool same = true;

    WEFT_STREAM(stream);
    WEFT_TRY(open_to(&stream));
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7 + i / 1000);
    WEFT_GROUP(group);
    weft_group_spawn(&group, send_all, &stream);
    while (all < sizeof bytes) {
        size_t most = sizeof bytes - all < sizeof back ? sizeof bytes - all : sizeof back;
        WEFT_TRY(weft_read(&stream, back, most, &count));
        if (count == 0)
            return WEFT_INCOMPLETE;
        same = same && memcmp(back, bytes + all, count) == 0;
        all += count;
    }
    WEFT_TRY(weft_group_join(&group));
    WEFT_TRY(weft_read_all(&stream, back, sizeof back, &count));
    printf("%zu bytes came back%s, '%.*s'\n", all, same ? "" : " as others", (int)count, back);
    return WEFT_OK;
}

/* Reads to the end, and says how that was. */
static int read_on(void)
{
    size_t count, all = 0;
    int err;

    WEFT_STREAM(stream);
    WEFT_TRY(open_to(&stream));
    WEFT_TRY(weft_write_text(&stream, "hello\n"));
    while (!(err = weft_read(&stream, bytes + all, sizeof bytes - all, &count)) && count > 0)
        all += count;
    printf("%.*s\n", (int)all, bytes);
    return tell("the end", err);
}

static int upgraded(void)
{
    char line[100];

    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, host, port));
    WEFT_TRY(weft_write_text(&stream, "please\n"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("plain: %s", line);
    options.server_name = host;
    WEFT_TRY(begin(&stream));
    WEFT_TRY(weft_write_text(&stream, "secret\n"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("secure: %s", line);
    return WEFT_OK;
}

static int get(void)
{
    char url[100], body[1000];
    size_t count;

    snprintf(url, sizeof url, "https://%s:%s/", host, port);
    for (int i = 0; i < 2; i++) {
        WEFT_RESPONSE(page);
        int err = weft_fetch(&page, url, .timeout = 20, .tls = &options);
        if (err)
            return tell("https", err);
        WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
        printf("%d: %.*s\n", page.status, (int)strcspn(body, "\n"), body);
    }
    return WEFT_OK;
}

/* Three connections, one after the other: which protocol, and whether the session is the one from before. */
static int again(void)
{
    char line[100];

    for (int i = 0; i < 3; i++) {
        WEFT_STREAM(stream);
        int err = open_to(&stream);
        if (err)
            return tell("TLS", err);
        WEFT_TRY(weft_write_text(&stream, "hello\n"));
        WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
        printf("%s '%s'\n", weft_session_reused(&stream) ? "resumed" : "new", weft_selected_alpn_protocol(&stream));
    }
    return WEFT_OK;
}

static int one_client(void *arg)
{
    char line[100];

    (void)arg;
    WEFT_STREAM(stream);
    WEFT_TRY(open_to(&stream));
    WEFT_TRY(weft_write_text(&stream, "hello\n"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    return strcmp(line, "hello\n") ? WEFT_INCOMPLETE : WEFT_OK;
}

/* Cancels the beginning after 0, 1, 2 ... turns; and forty clients at once. */
static int many(void)
{
    int ended = 0;

    for (int turns = 0; turns < 40; turns++) {
        weft_task task = weft_spawn(one_client, NULL);
        for (int i = 0; i < turns; i++)
            WEFT_TRY(weft_yield());
        (void)weft_task_cancel(task);
        int err = weft_join(task);
        ended += err == WEFT_CANCELLED || err == WEFT_OK;
    }
    WEFT_GROUP(group);
    for (int i = 0; i < 40; i++)
        weft_group_spawn(&group, one_client, NULL);
    WEFT_TRY(weft_group_join(&group));
    printf("%d cancelled, 40 answered\n", ended);
    return WEFT_OK;
}

/* ---- a server and its clients in one program ---- */

static weft_tls_options of_server;

/* Begins TLS while much of what was written in plain text is unsent. */
static int begin_late(weft_stream *peer, void *written)
{
    WEFT_TRY(weft_stream_water(peer, 2 * MUCH * MILLION, MILLION));
    for (int i = 0; i < MUCH; i++)
        WEFT_TRY(weft_write(peer, bytes, sizeof bytes));
    weft_event_set(written);
    WEFT_TRY((weft_start_tls)(WEFT_HERE("peer"), peer, &of_server));
    printf("secure, with the marks %zu and %zu\n", peer->high, peer->low);
    return weft_write_text(peer, "and now?\n");
}

static int read_late(weft_event *written)
{
    char line[100];
    size_t count;

    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, host, port));
    WEFT_TRY(weft_event_wait(written));
    for (int i = 0; i < MUCH; i++)
        WEFT_TRY(weft_read_exactly(&stream, bytes, sizeof bytes, &count));
    options.server_name = host;
    WEFT_TRY(begin(&stream));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("behind the plain text: %s", line);
    return WEFT_OK;
}

static int says_nothing(weft_stream *peer, void *arg)
{
    (void)peer, (void)arg;
    return WEFT_OK;
}

static const char *port_of(const weft_server *server)
{
    static char text[12];

    snprintf(text, sizeof text, "%d", weft_server_port(server));
    return text;
}

static int hush(const weft_error_report *report, void *arg)
{
    (void)report, (void)arg;
    return WEFT_OK;
}

/* A connection that was made with other authorities is not taken. */
static int get_without_authorities(void)
{
    char url[100];
    const char *authorities = options.authorities;

    WEFT_RESPONSE(page);
    snprintf(url, sizeof url, "https://%s:%s/", host, port);
    options.authorities = NULL;
    printf("without its authority: %s\n", weft_error_name(weft_fetch(&page, url, .timeout = 20, .tls = &options)));
    options.authorities = authorities;
    return WEFT_OK;
}

/* HTTP, TLS that begins late, and files that are not what they should be: of two, the authorities are named. */
static int pair(void)
{
    static const char *const wrong[][2] = {{"empty.pem", NULL}, {"no authorities.pem", "no certificate.pem"}};
    weft_http http = {.handler = greet, .tls = &of_server};
    weft_event written = {0};

    WEFT_SERVER(pages);
    WEFT_SERVER(late);
    WEFT_SERVER(other);
    weft_on_error(hush, NULL); /* what the server says of that */
    of_server = options;
    of_server.server_side = true;
    of_server.authorities = options.certificate = options.key = NULL;
    WEFT_TRY(weft_http_start(&pages, "127.0.0.1", "0", &http));
    WEFT_TRY(weft_server_start(&late, "127.0.0.1", "0", begin_late, &written));
    WEFT_TRY(weft_server_start(&other, "127.0.0.1", "0", says_nothing, NULL));
    port = port_of(&pages);
    WEFT_TRY(get());
    WEFT_TRY(get_without_authorities());
    port = port_of(&late);
    WEFT_TRY(read_late(&written));
    WEFT_TRY(weft_write_file("empty.pem", "", 0));
    port = port_of(&other);
    for (int i = 0; i < 2; i++) {
        options.authorities = wrong[i][0];
        options.certificate = options.key = wrong[i][1];
        WEFT_TRY(try());
    }
    return WEFT_OK;
}

static void read_word(const char *word)
{
    static const struct { const char *name; const char **value; } names[] = {
        {"port=", &port}, {"host=", &host}, {"file=", &file}, {"name=", &options.server_name}, {"ca=", &options.authorities},
        {"cert=", &options.certificate}, {"key=", &options.key}, {"alpn=", &options.alpn_protocols}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(word, names[i].name, strlen(names[i].name)) == 0)
            *names[i].value = word + strlen(names[i].name);
    options.unverified |= strcmp(word, "unverified") == 0;
}

static int amain(void *arg)
{
    char **words = arg;
    const char *what = words[1] ? words[1] : "";

    for (int i = 2; words[1] && words[i]; i++)
        read_word(words[i]);
    weft_on_error(ignore, NULL);
    return strcmp(what, "echo") == 0 ? serve(echo) : strcmp(what, "upgrade") == 0 ? serve(upgrade)
         : strcmp(what, "http") == 0 ? serve_http() : strcmp(what, "try") == 0 ? try()
         : strcmp(what, "talk") == 0 ? talk() : strcmp(what, "read") == 0 ? read_on()
         : strcmp(what, "upgraded") == 0 ? upgraded() : strcmp(what, "get") == 0 ? get()
         : strcmp(what, "many") == 0 ? many() : strcmp(what, "pair") == 0 ? pair()
         : strcmp(what, "again") == 0 ? again() : WEFT_INVALID;
}

int main(int argc, char **argv)
{
    return argc < 2 ? 2 : weft_run(amain, argv);
}

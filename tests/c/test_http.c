/* HTTP on the network inside: what a server makes of requests byte by byte, times and limits, and what a client makes of responses. */
#include "check.h"
#include "weft/http.h"

#include <stdlib.h>

enum { ANSWER_BYTES = 4096 };

/* ---- a server ---- */

static int answer(weft_request *request, void *arg)
{
    char body[2001], text[128];
    size_t count;

    (void)arg;
    if (strcmp(request->path, "/echo") == 0) {
        WEFT_TRY(weft_request_body(request, body, sizeof body, &count));
        return weft_respond(request, 200, NULL, body, count);
    }
    if (strcmp(request->path, "/ignore") == 0)
        return weft_respond_text(request, 200, "ignored");
    if (strcmp(request->path, "/pieces") == 0) {
        WEFT_TRY(weft_respond_begin(request, 200, NULL));
        WEFT_TRY(weft_respond_write(request, "one", 3));
        WEFT_TRY(weft_respond_write(request, "", 0)); /* no piece, and not the end */
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_respond_write(request, "two", 3));
        WEFT_TRY(weft_respond_end(request));
        EXPECT_IS(weft_respond_end(request), WEFT_USAGE);
        return WEFT_OK;
    }
    if (strcmp(request->path, "/broken") == 0) {
        WEFT_TRY(weft_respond_begin(request, 200, NULL));
        WEFT_TRY(weft_respond_write(request, "one", 3));
        return 3;
    }
    if (strcmp(request->path, "/slow") == 0)
        WEFT_TRY(weft_sleep(100));
    if (strcmp(request->path, "/fails") == 0)
        return 3;
    if (strcmp(request->path, "/nothing") == 0)
        return WEFT_OK;
    if (strncmp(request->path, "/by/", 4) == 0) {
        WEFT_TRY(weft_respond_header(request, "location", "/there"));
        return weft_respond_text(request, atoi(request->path + 4), "elsewhere");
    }
    if (strncmp(request->path, "/to/", 4) == 0) {
        snprintf(text, sizeof text, "/%s", request->path + 4);
        WEFT_TRY(weft_respond_header(request, "location", text));
        return weft_respond_text(request, 302, "elsewhere");
    }
    if (strcmp(request->path, "/round") == 0) {
        WEFT_TRY(weft_respond_header(request, "location", "round"));
        return weft_respond_text(request, 302, "again");
    }
    if (strcmp(request->path, "/find") == 0)
        return weft_respond_text(request, 200, weft_request_query(request, "a b", body, sizeof body) ? body : "none");
    snprintf(text, sizeof text, "%s %s", request->method, request->path);
    return weft_respond_text(request, 200, text);
}

static int quiet(const weft_error_report *report, void *arg)
{
    (void)report;
    (void)arg;
    return WEFT_OK;
}

static int connect(weft_stream *stream, const weft_server *server)
{
    char port[8];

    snprintf(port, sizeof port, "%d", weft_server_port(server));
    return weft_connect(stream, "127.0.0.1", port);
}

/* Sends it all, ends, and gets all that comes back. */
static int ask(const weft_server *server, const char *bytes, size_t count, char *back)
{
    WEFT_STREAM(stream);
    size_t got;

    WEFT_TRY(connect(&stream, server));
    WEFT_TRY(weft_write(&stream, bytes, count));
    WEFT_TRY(weft_write_eof(&stream));
    WEFT_TRY(weft_read_all(&stream, back, ANSWER_BYTES - 1, &got));
    back[got] = '\0';
    return WEFT_OK;
}

/* The statuses of the responses, one after the other. */
static void statuses_of(const char *back, char *to)
{
    *to = '\0';
    for (const char *at = back; (at = strstr(at, "HTTP/1.1 ")); at += 9)
        sprintf(to + strlen(to), "%.3s ", at + 9);
}

#define GET "GET / HTTP/1.1\r\nHost: a\r\n"

/* What stands in a request, and what a server answers that lets nobody read it in two ways. */
static const struct { const char *bytes, *statuses; } requests[] = {
    {GET "\r\n", "200 "},
    {GET "\r\n" GET "\r\n", "200 200 "},
    {GET "Connection: close\r\n\r\n" GET "\r\n", "200 "},
    {"GET / HTTP/1.0\r\n\r\n" GET "\r\n", "200 "},
    {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n" GET "\r\n", "200 200 "},
    {"HEAD /pieces HTTP/1.1\r\nHost: a\r\n\r\n" GET "\r\n", "200 200 "},
    {"GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n", "200 "},
    {"GET /%2e%20x?y HTTP/1.1\r\nHost: a\r\n\r\n", "200 "},
    {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", "400 "},
    {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400 "},
    {"GET / HTTP/1.1\r\n\r\n", "400 "},
    {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505 "},
    {"GET /\r\n\r\n", "400 "},
    {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400 "},
    {"GET / x HTTP/1.1\r\nHost: a\r\n\r\n", "400 "},
    {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", "400 "},
    {"GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "400 "},
    {"GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", "400 "},
    {GET "Name : x\r\n\r\n", "400 "},
    {GET "Name: x\r\n folded\r\n\r\n", "400 "},
    {GET "Name: a\x01z\r\n\r\n", "400 "},
    {GET "no colon\r\n\r\n", "400 "},
    {GET ": x\r\n\r\n", "400 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" GET "\r\n", "200 200 "},
    {"POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" GET "\r\n", "200 200 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "200 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "400 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", "400 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", "400 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabc", "400 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\nabc", "413 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 "},
    {"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" GET "\r\n", "200 200 "},
    {"POST /ignore HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nMore: 1\r\n\r\n" GET "\r\n", "200 200 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3 \t\r\nabc\r\n0\t \r\n\r\n" GET "\r\n", "200 200 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", "500 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", "500 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", "100 200 "},
    {"POST /ignore HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", "200 "},
    {"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nContent-Length: 3\r\n\r\nabc", "417 "},
    {"GET /fails HTTP/1.1\r\nHost: a\r\n\r\n", "500 "},
    {"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" GET "\r\n", "204 200 "},
    {"", ""},
    {"GET / HT", ""},
};

static int requests_are_answered(void *arg)
{
    weft_http http = {.handler = answer};
    WEFT_SERVER(server);
    char back[ANSWER_BYTES], statuses[64];

    (void)arg;
    weft_on_error(quiet, NULL);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        WEFT_TRY(ask(&server, requests[i].bytes, strlen(requests[i].bytes), back));
        statuses_of(back, statuses);
        WEFT_EXPECT_TEXT(statuses, requests[i].statuses);
    }
    return WEFT_OK;
}

static int a_head_that_is_too_long(void *arg)
{
    weft_http http = {.handler = answer, .head_most = 1000};
    WEFT_SERVER(server);
    char bytes[3000], back[ANSWER_BYTES], statuses[64];

    (void)arg;
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, GET "Name: ", strlen(GET "Name: "));
    WEFT_TRY(ask(&server, bytes, sizeof bytes, back));
    statuses_of(back, statuses);
    EXPECT(strcmp(statuses, "431 ") == 0);
    strcpy(bytes, GET);
    for (int i = 0; i < 70; i++)
        strcat(bytes, "a:1\r\n");
    strcat(bytes, "\r\n");
    WEFT_TRY(ask(&server, bytes, strlen(bytes), back));
    statuses_of(back, statuses);
    EXPECT(strcmp(statuses, "431 ") == 0);
    return WEFT_OK;
}

/* A client that says a byte a second, and one that says nothing after its first request. */
static int slow_clients(void *arg)
{
    weft_http http = {.handler = answer, .head_time = 5, .idle_time = 7};
    WEFT_SERVER(server);
    char back[ANSWER_BYTES];
    size_t count;

    (void)arg;
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    WEFT_STREAM(slow);
    WEFT_TRY(connect(&slow, &server));
    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_write(&slow, "G", 1));
        WEFT_TRY(weft_sleep(1));
    }
    WEFT_TRY(weft_read_all(&slow, back, sizeof back - 1, &count));
    back[count] = '\0';
    EXPECT(strstr(back, "HTTP/1.1 408 ") == back);
    note("the slow one is sent away");
    WEFT_STREAM(idle);
    WEFT_TRY(connect(&idle, &server));
    WEFT_TRY(weft_write_text(&idle, GET "\r\n"));
    WEFT_TRY(weft_read_all(&idle, back, sizeof back - 1, &count));
    note("the idle one is closed");
    EXPECT_LOG("[5.000] the slow one is sent away\n[12.000] the idle one is closed\n");
    return WEFT_OK;
}

/* ---- the client ---- */

static int fetch(weft_response *page, const weft_server *server, const char *path)
{
    char url[100];

    snprintf(url, sizeof url, "http://localhost:%d%s", weft_server_port(server), path);
    return weft_fetch(page, url, .timeout = 10);
}

/* A server that answers, and says nothing of failures. */
static int start_quietly(weft_server *server)
{
    static weft_http http;

    http = (weft_http){.handler = answer};
    weft_on_error(quiet, NULL);
    return weft_http_start(server, "127.0.0.1", "0", &http);
}

static int pages_are_fetched(void *arg)
{
    WEFT_SERVER(server);
    char body[100];
    size_t count;

    (void)arg;
    WEFT_TRY(start_quietly(&server));
    static const struct { const char *path; int status; const char *body; } pages[] = {
        {"/a%20b", 200, "GET /a b"}, {"", 200, "GET /"}, {"?x", 200, "GET /"}, {"/to/to/c", 200, "GET /c"}, {"/find?x=1&a+b=c%26+d", 200, "c& d"},
        {"/find?a+bc=1", 200, "none"}, {"/pieces", 200, "onetwo"}, {"/fails", 500, "Internal Server Error\n"}, {"/nothing", 204, ""},
        {"/#part", 200, "GET /"}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        WEFT_RESPONSE(page);
        WEFT_TRY(fetch(&page, &server, pages[i].path));
        EXPECT_IS(page.status, pages[i].status);
        WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
        WEFT_EXPECT_TEXT(body, pages[i].body);
    }
    EXPECT_IS((int)weft_server_accepted(&server), 2); /* after the 500 that connection was over */
    return WEFT_OK;
}

static int redirects_keep_their_method(void *arg)
{
    static const struct { int status; const char *method, *body; } asked[] = {
        {301, "POST", "GET /there"}, {302, "POST", "GET /there"}, {303, "POST", "GET /there"}, {307, "POST", "POST /there"},
        {308, "POST", "POST /there"}, {302, "PUT", "PUT /there"}, {303, "PUT", "GET /there"}, {307, "GET", "GET /there"}, {303, "HEAD", ""}};
    WEFT_SERVER(server);
    char url[100], body[100];
    size_t count;

    (void)arg;
    WEFT_TRY(start_quietly(&server));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        WEFT_RESPONSE(page);
        snprintf(url, sizeof url, "http://localhost:%d/by/%d", weft_server_port(&server), asked[i].status);
        WEFT_TRY(weft_fetch(&page, url, .method = asked[i].method));
        EXPECT_IS(page.status, 200);
        WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
        WEFT_EXPECT_TEXT(body, asked[i].body);
    }
    return WEFT_OK;
}

static int what_cannot_be_fetched(void *arg)
{
    WEFT_SERVER(server);
    WEFT_RESPONSE(page);
    char body[100];
    size_t count;

    (void)arg;
    WEFT_TRY(start_quietly(&server));
    static const char *const urls[] = {"", "ftp://a/", "http:///", "http://a:b/", "http://a:99999999/", "http://a b/", "http://u@a/", "http://[::1/",
                                       "http://a/b c", "//a/"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        EXPECT_IS(weft_fetch(&page, urls[i]), WEFT_INVALID);
    EXPECT_IS(weft_fetch(&page, "https://a/"), WEFT_REFUSED);
    EXPECT_IS(weft_fetch(&page, "http://a:1/"), WEFT_REFUSED);
    EXPECT_IS(weft_fetch(&page, "http://a:1/", .headers = "a: b\tc\r\nd:\r\n"), WEFT_REFUSED);
    EXPECT_IS(weft_fetch(&page, "http://a:1/", .method = "G T"), WEFT_INVALID);
    EXPECT_IS(weft_fetch(&page, "http://a:1/", .headers = "a: b\r\nc\r\n"), WEFT_INVALID);
    EXPECT_IS(weft_fetch(&page, "http://a:1/", .headers = "a: b\n\r\n"), WEFT_INVALID);
    EXPECT_IS(fetch(&page, &server, "/round"), WEFT_LIMIT);
    EXPECT_IS(fetch(&page, &server, "/slow"), WEFT_TIMEOUT);
    note("in time");
    WEFT_TRY(fetch(&page, &server, "/broken"));
    EXPECT_IS(weft_response_body(&page, body, sizeof body, &count), WEFT_INCOMPLETE);
    WEFT_EXPECT_TEXT(body, "one");
    WEFT_TRY(fetch(&page, &server, "/"));
    EXPECT_IS(weft_response_body(&page, body, 3, &count), WEFT_LIMIT);
    EXPECT_LOG("[10.000] in time\n");
    return WEFT_OK;
}

/* A server that answers whatever it is told to, by the number of the connection. */
static const struct { const char *bytes; int code, status; const char *body; } responses[] = {
    {"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", 0, 200, "abc"},
    {"HTTP/1.1 200\r\ncontent-length: 3\r\n\r\nabc", 0, 200, "abc"},
    {"HTTP/1.0 200 OK\r\n\r\nto the end", 0, 200, "to the end"},
    {"HTTP/1.1 103 Early\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na", 0, 200, "a"},
    {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", 0, 200, "abc"},
    {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab", 0, 200, NULL},
    {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab", 0, 200, NULL},
    {"HTTP/1.1 304 No\r\ncontent-length: 5\r\n\r\n", 0, 304, ""},
    {"HTTP/1.1 2000 OK\r\n\r\n", WEFT_INVALID, 0, NULL},
    {"HTTP/1.1 20 OK\r\n\r\n", WEFT_INVALID, 0, NULL},
    {"HTTQ/1.1 200 OK\r\n\r\n", WEFT_INVALID, 0, NULL},
    {"SSH-2.0-x\r\n\r\n", WEFT_INVALID, 0, NULL},
    {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n", WEFT_INVALID, 0, NULL},
    {"HTTP/1.1 200 OK\r\ncon", WEFT_INCOMPLETE, 0, NULL},
    {"", WEFT_INCOMPLETE, 0, NULL},
};

static int respond_raw(weft_stream *peer, void *arg)
{
    size_t *next = arg;
    char head[500];
    size_t count;

    WEFT_TRY(weft_read_until(peer, "\r\n\r\n", head, sizeof head, &count));
    WEFT_TRY(weft_write_text(peer, responses[*next].bytes));
    ++*next;
    return WEFT_OK;
}

static int responses_are_understood(void *arg)
{
    size_t next = 0, count;
    char url[60], body[100];
    WEFT_SERVER(server);

    (void)arg;
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", respond_raw, &next));
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", weft_server_port(&server));
    for (size_t i = 0; i < sizeof responses / sizeof *responses; i++) {
        WEFT_RESPONSE(page);
        EXPECT_IS(weft_fetch(&page, url, .method = "POST"), responses[i].code); /* one that is never asked twice */
        if (responses[i].code)
            continue;
        EXPECT_IS(page.status, responses[i].status);
        EXPECT_IS(weft_response_body(&page, body, sizeof body, &count), responses[i].body ? WEFT_OK : WEFT_INCOMPLETE);
        if (responses[i].body)
            WEFT_EXPECT_TEXT(body, responses[i].body);
    }
    return WEFT_OK;
}

/* ---- many at once, in every order ---- */

static int visit(void *arg)
{
    weft_server *server = *(weft_server **)arg;
    char body[100];
    size_t count;

    for (int i = 0; i < 3; i++) {
        WEFT_RESPONSE(page);
        WEFT_TRY(fetch(&page, server, i == 1 ? "/pieces" : "/x"));
        WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
        WEFT_EXPECT_TEXT(body, i == 1 ? "onetwo" : "GET /x");
    }
    return WEFT_OK;
}

static int visitors(void *arg)
{
    weft_http http = {.handler = answer};
    WEFT_SERVER(server);
    weft_server *servers[10];

    (void)arg;
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    for (int i = 0; i < 10; i++)
        servers[i] = &server;
    return weft_gather_each(visit, servers, 10);
}

WEFT_TESTS(CASE(requests_are_answered, "each request gets the status that lets nobody read it in two ways"),
           CASE(a_head_that_is_too_long, "a head that is too long, or has too many headers"),
           CASE(slow_clients, "slow and idle clients are sent away"),
           CASE(pages_are_fetched, "pages are fetched, redirects followed, connections used again"),
           CASE(redirects_keep_their_method, "which redirects go on with the method, and which with a GET"),
           CASE(what_cannot_be_fetched, "what cannot be fetched"),
           CASE(responses_are_understood, "responses of every kind"),
           CASE_ANY_ORDER(visitors, "ten visitors at once"))

/* weft_serve_until_signal: what becomes of requests and connections when the signal comes, and when it comes again. */
#include "check.h"
#include "weft/serve.h"

static int slow(weft_request *request, void *arg)
{
    int err = weft_sleep(*(double *)arg);

    if (err)
        note("%s is cancelled", request->path);
    return err ? err : weft_respond_text(request, 200, "late");
}

/* Begins an answer, and lets the server end it. */
static int half(weft_request *request, void *arg)
{
    WEFT_TRY(weft_respond_begin(request, 200, NULL));
    WEFT_TRY(weft_sleep(*(double *)arg));
    return weft_respond_write(request, "late", 4);
}

static int visit(void *arg)
{
    const char *path = arg;
    char url[64] = "http://127.0.0.1:8080", body[100];
    size_t count;
    WEFT_RESPONSE(page);

    WEFT_TRY(weft_sleep(0.5));
    int err = weft_fetch(&page, strcat(url, path));
    if (!err)
        err = weft_response_body(&page, body, sizeof body, &count);
    if (err)
        note("%s: %s", path, weft_error_name(err));
    else
        note("%s: %d, %s, %s", path, page.status, body, weft_response_header(&page, "connection") ? "the last" : "more may come");
    return WEFT_OK;
}

/* Has a connection that does nothing. */
static int idle(void *arg)
{
    char byte;
    size_t count = 0;
    WEFT_STREAM(stream);

    (void)arg;
    WEFT_TRY(weft_sleep(0.5));
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "8080"));
    WEFT_TRY(weft_read(&stream, &byte, 1, &count));
    note("the idle connection ends");
    return WEFT_OK;
}

struct play { weft_http_function *handler; double takes, grace; const char *signals, *log; };

#define CANCELLED_AT(time, later)                                                                                            \
    "[" time "] /a is cancelled\n[" time "] /a: ended too early\n[" time "] the idle connection ends\n[" time "] served: ok\n" \
    "[" later "] /b: connection refused\n"

static int serve(void *arg)
{
    struct play *play = arg;
    weft_http http = {.handler = play->handler, .arg = &play->takes};
    WEFT_GROUP(visitors);

    weft_group_spawn(&visitors, visit, "/a");
    weft_group_spawn(&visitors, idle, NULL);
    int err = weft_serve_until_signal("127.0.0.1", "8080", &http, play->grace);
    note("served: %s", weft_error_name(err));
    weft_group_spawn(&visitors, visit, "/b");
    WEFT_TRY(weft_group_join(&visitors));
    return err;
}

static int plays(void *arg)
{
    static struct play all[] = {
        /* the request under way is answered, and its client hears that this was the last */
        {slow, 3, 10, "INT@1", "[3.500] /a: 200, late, the last\n[3.500] the idle connection ends\n[3.500] served: ok\n[4.000] /b: connection refused\n"},
        /* so is one whose head is out */
        {half, 3, 10, "TERM@1", "[3.500] /a: 200, late, more may come\n[3.500] the idle connection ends\n[3.500] served: ok\n[4.000] /b: connection refused\n"},
        /* it takes too long; somebody is impatient; there is no time */
        {slow, 30, 2, "INT@1", CANCELLED_AT("3.000", "3.500")},
        {slow, 30, 9, "INT@1,INT@2", CANCELLED_AT("2.000", "2.500")},
        {slow, 30, 9, "INT@1,TERM@2", CANCELLED_AT("2.000", "2.500")},
        {slow, 30, 0, "INT@1", CANCELLED_AT("1.000", "1.500")},
        /* none is under way */
        {slow, 0.25, 9, "INT@1", "[0.750] /a: 200, late, more may come\n[1.000] the idle connection ends\n[1.000] served: ok\n[1.500] /b: connection refused\n"},
    };

    (void)arg;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        weft_run_outcome left;
        weft_run_options options = {.virtual_clock = true, .signals = all[i].signals, .outcome = &left};
        int code = weft_run_with(&options, serve, &all[i]);
        EXPECT_IS(code, 0);
        EXPECT_IS((int)left.bytes, 0);
        EXPECT_LOG(all[i].log);
    }
    return WEFT_OK;
}

static int cannot_listen(void *arg)
{
    weft_http http = {.handler = slow}, none = {.handler = NULL};
    WEFT_SERVER(server);

    (void)arg;
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "8080", &http));
    EXPECT_IS(weft_serve_until_signal("127.0.0.1", "8080", &http, 1), WEFT_IN_USE);
    EXPECT_IS(weft_serve_until_signal("127.0.0.1", "8081", &none, 1), WEFT_INVALID);
    EXPECT_IS(weft_serve_until_signal("127.0.0.1", "8081", &http, -1), WEFT_INVALID);
    EXPECT_IS(weft_wait_for(weft_serve_until_signal("127.0.0.1", "8081", &http, 1), 2), WEFT_TIMEOUT);
    return WEFT_OK;
}

WEFT_TESTS({.body = plays, .name = "what a signal does to requests and connections", .alone = true},
           CASE(cannot_listen, "no server, and one that is cancelled"))

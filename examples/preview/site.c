/* A small site in C: a page, a counter, what is posted, and lines that come one by one. */
#include <stdio.h>
#include <string.h>

#include "weft.h"
#include "weft/serve.h"

enum { BODY_MOST = 65536, LINES = 5 };

static int visits;

static int greet(weft_request *request)
{
    char page[400];

    snprintf(page, sizeof page,
             "<!doctype html><title>Preview</title><h1>Hello from C</h1><p id=\"visits\">You are visitor %d.</p>"
             "<p><a href=\"lines\">Lines that come one by one</a></p>",
             ++visits);
    return weft_respond(request, 200, "text/html; charset=utf-8", page, strlen(page));
}

static int send_back(weft_request *request)
{
    static char body[BODY_MOST + 1];
    size_t count;

    WEFT_TRY(weft_request_body(request, body, sizeof body, &count));
    return weft_respond(request, 200, weft_request_header(request, "content-type"), body, count);
}

/* The client may go in the middle: then the sleep is cancelled, or the write fails. */
static int count_up(weft_request *request)
{
    char line[20];

    WEFT_TRY(weft_respond_begin(request, 200, "text/plain; charset=utf-8"));
    for (int i = 1; i <= LINES; i++) {
        int length = snprintf(line, sizeof line, "line %d\n", i);
        WEFT_TRY(weft_respond_write(request, line, (size_t)length));
        WEFT_TRY(weft_sleep(0.1));
    }
    return weft_respond_end(request);
}

static int answer(weft_request *request, void *arg)
{
    (void)arg;
    if (strcmp(request->path, "/") == 0)
        return greet(request);
    if (strcmp(request->path, "/echo") == 0)
        return send_back(request);
    if (strcmp(request->path, "/lines") == 0)
        return count_up(request);
    return weft_respond_text(request, 404, "there is nothing here\n");
}

WEFT_SERVE(answer)

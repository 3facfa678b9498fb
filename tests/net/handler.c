/* One handler, for tests/serve.test.js. */
#include "weft/serve.h"

#include <stdio.h>
#include <string.h>

static int waiting;
static bool may_go;

/* Until another request says so. */
static int wait_for_others(weft_request *request)
{
    waiting++;
    while (!may_go)
        WEFT_TRY(weft_sleep(0.01));
    waiting--;
    return weft_respond_text(request, 200, "went\n");
}

static int stream(weft_request *request)
{
    char line[32];

    WEFT_TRY(weft_respond_header(request, "x-kind", "pieces"));
    WEFT_TRY(weft_respond_begin(request, 200, "text/plain"));
    for (int i = 0; i < 2000; i++) {
        snprintf(line, sizeof line, "piece %d\n", i);
        WEFT_TRY(weft_respond_write(request, line, strlen(line)));
        if (i % 500 == 0)
            WEFT_TRY(weft_sleep(0.001));
    }
    return WEFT_OK;
}

static int answer(weft_request *request, void *arg)
{
    static char body[70000];
    char text[200];
    size_t count;

    (void)arg;
    if (strcmp(request->path, "/echo") == 0) {
        WEFT_TRY(weft_request_body(request, body, sizeof body, &count));
        return weft_respond(request, 201, weft_request_header(request, "content-type"), body, count);
    }
    if (strcmp(request->path, "/wait") == 0)
        return wait_for_others(request);
    if (strcmp(request->path, "/go") == 0)
        may_go = true;
    if (strcmp(request->path, "/pieces") == 0)
        return stream(request);
    if (strcmp(request->path, "/fails") == 0)
        return 3;
    if (strcmp(request->path, "/nothing") == 0)
        return WEFT_OK;
    snprintf(text, sizeof text, "%s %s ?%s, %d waiting\n", request->method, request->path, request->query, waiting);
    return weft_respond_text(request, strncmp(request->path, "/no", 3) == 0 ? 404 : 200, text);
}

WEFT_SERVE(answer, .body_most = 65536)

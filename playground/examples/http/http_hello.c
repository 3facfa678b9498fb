/* Serve a page and fetch it
 *
 * A server answers each request in a task of its own; a client in the same program fetches three pages at once.
 *
 * Both sides meet in a network inside of the program, so that this runs everywhere. Natively, `weft run` without
 * --clock virtual uses the real one, and a browser can be the client.
 * Try: let /slow take 3 seconds. Only that page comes later. */
#include <stdio.h>
#include <string.h>
#include "weft.h"
#include "weft/http.h"

static int answer(weft_request *request, void *arg)
{
    (void)arg;
    printf("server: %s %s\n", request->method, request->path);
    if (strcmp(request->path, "/slow") == 0)
        WEFT_TRY(weft_sleep(1));
    if (strcmp(request->path, "/nowhere") == 0)
        return weft_respond_text(request, 404, "there is nothing here");
    return weft_respond_text(request, 200, "welcome");
}

static int visit(void *arg)
{
    const char *url = *(const char **)arg;
    char body[100];
    size_t count;
    WEFT_RESPONSE(page);

    WEFT_TRY(weft_fetch(&page, url));
    WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
    printf("client: %d %s\n", page.status, body);
    return WEFT_OK;
}

static int amain(void *arg)
{
    const char *urls[] = {"http://localhost:8080/", "http://localhost:8080/slow", "http://localhost:8080/nowhere"};
    weft_http http = {.handler = answer};
    WEFT_SERVER(server);

    (void)arg;
    WEFT_TRY(weft_http_start(&server, "localhost", "8080", &http));
    return weft_gather_each(visit, urls, 3);
}

int main(void)
{
    return weft_run(amain, NULL);
}

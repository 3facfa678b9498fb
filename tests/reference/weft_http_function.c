#include <stdio.h>
#include <string.h>
#include "weft.h"
#include "weft/http.h"

static int greet(weft_request *request, void *arg) { return weft_respond_text(request, 200, "hello"); }
static int part(weft_request *request, void *arg) { return weft_respond_text(request, 200, "goodbye"); }

/* A table of paths: which function responds to which. */
static const struct { const char *path; weft_http_function *handler; } routes[] = {{"/in", greet}, {"/out", part}};

static int route(weft_request *request, void *arg)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (strcmp(request->path, routes[i].path) == 0)
            return routes[i].handler(request, arg);
    return weft_respond_text(request, 404, "nothing");
}

static int visit(const char *url)
{
    WEFT_RESPONSE(page);
    char body[20];
    size_t count;

    WEFT_TRY(weft_fetch(&page, url));
    WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
    printf("%s\n", body);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_http http = {.handler = route};
    WEFT_SERVER(server);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "8080", &http));
    WEFT_TRY(visit("http://127.0.0.1:8080/in"));
    WEFT_TRY(visit("http://127.0.0.1:8080/out"));
    return visit("http://127.0.0.1:8080/");
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] hello
 * [0.000] goodbye
 * [0.000] nothing
 */

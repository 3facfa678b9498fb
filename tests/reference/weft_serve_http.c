#include <stdio.h>
#include <string.h>
#include "weft.h"
#include "weft/http.h"

static int hello(weft_request *request, void *arg)
{
    if (strcmp(request->path, "/") != 0)
        return weft_respond_text(request, 404, "there is nothing here\n");
    return weft_respond_text(request, 200, arg);
}

static int serve(void *arg) { return weft_serve_http("127.0.0.1", "8080", hello, arg); }

static int visit(const char *url)
{
    WEFT_RESPONSE(page);
    char body[100];
    size_t count;

    WEFT_TRY(weft_fetch(&page, url));
    WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
    printf("%d %s", page.status, body);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(group);
    weft_task server = weft_group_spawn(&group, serve, "hello\n");
    WEFT_TRY(weft_sleep(1)); /* until it listens */
    WEFT_TRY(visit("http://127.0.0.1:8080/"));
    WEFT_TRY(visit("http://127.0.0.1:8080/what"));
    weft_task_cancel(server);
    return weft_group_join(&group);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 200 hello
 * [1.000] 404 there is nothing here
 */

#include <stdio.h>
#include <string.h>
#include "weft.h"
#include "weft/http.h"

static int answer(weft_request *request, void *arg)
{
    static const char json[] = "{\"warp\": 1}";

    if (strcmp(request->path, "/old") == 0) {
        WEFT_TRY(weft_respond_header(request, "location", "/new"));
        return weft_respond(request, 301, NULL, NULL, 0);
    }
    return weft_respond(request, 200, "application/json", json, strlen(json));
}

static int amain(void *arg)
{
    weft_http http = {.handler = answer};
    WEFT_SERVER(server);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "8080", &http));

    WEFT_RESPONSE(page);
    WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/old"));
    printf("%d from %s, %s\n", page.status, page.url, weft_response_header(&page, "Content-Type"));
    WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/old", .redirects = -1));
    printf("%d to %s\n", page.status, weft_response_header(&page, "Location"));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 200 from http://127.0.0.1:8080/new, application/json
 * [0.000] 301 to /new
 */

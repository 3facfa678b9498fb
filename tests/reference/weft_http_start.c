#include <stdio.h>
#include "weft.h"
#include "weft/http.h"

static int count_bytes(weft_request *request, void *arg)
{
    size_t all = 0, count;
    char bytes[4], answer[40];

    do { /* the body, piece by piece */
        WEFT_TRY(weft_request_read(request, bytes, sizeof bytes, &count));
        all += count;
    } while (count > 0);
    snprintf(answer, sizeof answer, "%zu bytes\n", all);
    return weft_respond_text(request, 200, answer);
}

static int post(const char *url, const char *body)
{
    WEFT_RESPONSE(page);
    char answer[100];
    size_t count;

    WEFT_TRY(weft_fetch(&page, url, .body = body, .type = "text/plain"));
    WEFT_TRY(weft_response_body(&page, answer, sizeof answer, &count));
    printf("%d %s", page.status, answer);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_http http = {.handler = count_bytes, .body_most = 20};
    WEFT_SERVER(server);
    char url[60];

    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    snprintf(url, sizeof url, "http://127.0.0.1:%d/", weft_server_port(&server));
    WEFT_TRY(post(url, "ten bytes!"));
    return post(url, "more bytes than this server takes");
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 200 10 bytes
 * [0.000] 413 Content Too Large
 */

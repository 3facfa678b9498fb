#include <stdio.h>
#include <string.h>
#include "weft.h"
#include "weft/http.h"

/* Greets whom the query, a header or the body names. */
static int greet(weft_request *request, void *arg)
{
    char name[40], answer[60];
    size_t count;

    if (strcmp(request->method, "POST") == 0) {
        WEFT_TRY(weft_request_body(request, name, sizeof name, &count));
    } else if (!weft_request_query(request, "name", name, sizeof name)) {
        const char *header = weft_request_header(request, "X-Name");
        snprintf(name, sizeof name, "%s", header ? header : "you");
    }
    snprintf(answer, sizeof answer, "hello, %s", name);
    return weft_respond_text(request, 200, answer);
}

static int show(weft_response *page)
{
    char body[100];
    size_t count;

    WEFT_TRY(weft_response_body(page, body, sizeof body, &count));
    printf("%s\n", body);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_http http = {.handler = greet};
    WEFT_SERVER(server);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "8080", &http));

    WEFT_RESPONSE(page);
    WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/?name=Ada+L."));
    WEFT_TRY(show(&page));
    WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/", .headers = "x-name: Bob\r\n"));
    WEFT_TRY(show(&page));
    WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/", .body = "Eve"));
    return show(&page);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] hello, Ada L.
 * [0.000] hello, Bob
 * [0.000] hello, Eve
 */

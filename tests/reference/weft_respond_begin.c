#include <stdio.h>
#include "weft.h"
#include "weft/http.h"

/* A line each second: the client has it at once. */
static int tick(weft_request *request, void *arg)
{
    WEFT_TRY(weft_respond_begin(request, 200, "text/plain"));
    for (int i = 1; i <= 3; i++) {
        WEFT_TRY(weft_respond_write(request, "tick\n", 5));
        WEFT_TRY(weft_sleep(1));
    }
    return weft_respond_end(request); /* the return would do it, too */
}

static int amain(void *arg)
{
    weft_http http = {.handler = tick};
    WEFT_SERVER(server);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "8080", &http));

    WEFT_RESPONSE(page);
    char bytes[100];
    size_t count;
    WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/"));
    do {
        WEFT_TRY(weft_response_read(&page, bytes, sizeof bytes, &count));
        printf("%zu bytes\n", count);
    } while (count > 0);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 5 bytes
 * [1.000] 5 bytes
 * [2.000] 5 bytes
 * [3.000] 0 bytes
 */

#include <stdio.h>
#include "weft.h"
#include "weft/http.h"

static int slow(weft_request *request, void *arg)
{
    WEFT_TRY(weft_sleep(5));
    return weft_respond_text(request, 200, "at last\n");
}

static void fetch(const char *url, double timeout)
{
    WEFT_RESPONSE(page);
    int err = weft_fetch(&page, url, .timeout = timeout);

    if (err)
        printf("%s\n", weft_error_name(err));
    else
        printf("status %d\n", page.status);
}

static int amain(void *arg)
{
    weft_http http = {.handler = slow};
    WEFT_SERVER(server);
    WEFT_TRY(weft_http_start(&server, "127.0.0.1", "8080", &http));

    fetch("http://127.0.0.1:8080/", 10);
    fetch("http://127.0.0.1:8080/", 2);
    fetch("http://127.0.0.1:8081/", 2);
    fetch("gopher://127.0.0.1/", 2);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [5.000] status 200
 * [7.000] timed out
 * [7.000] connection refused
 * [7.000] invalid argument
 */

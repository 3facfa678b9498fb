/* Fetch an address
 *
 * Fetches the address that is its first argument, and prints what kind of thing came and how long it is. Without an argument it asks a
 * server of its own.
 *
 * Try: in the page, give the address of this site under Input. The browser fetches it, with the clock standing still meanwhile if it is
 * virtual. Other sites must be allowed there. */
#include <stdio.h>
#include "weft.h"
#include "weft/http.h"

static int answer(weft_request *request, void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(0.5));
    return weft_respond_text(request, 200, "welcome");
}

static int show(const char *url)
{
    char bytes[4096];
    size_t count, all = 0;
    WEFT_RESPONSE(page);

    WEFT_TRY(weft_fetch(&page, url));
    const char *type = weft_response_header(&page, "content-type");
    printf("status %d, %s\n", page.status, type ? type : "no type");
    do {
        WEFT_TRY(weft_response_read(&page, bytes, sizeof bytes, &count));
        all += count;
    } while (count > 0);
    printf("%zu bytes\n", all);
    return WEFT_OK;
}

static int own_server(void)
{
    weft_http http = {.handler = answer};
    WEFT_SERVER(server);

    WEFT_TRY(weft_http_start(&server, "localhost", "8080", &http));
    return show("http://localhost:8080/");
}

static int amain(void *url)
{
    return url ? show(url) : own_server();
}

int main(int argc, char **argv)
{
    return weft_run(amain, argc > 1 ? argv[1] : NULL);
}

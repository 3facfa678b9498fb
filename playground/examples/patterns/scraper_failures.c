/* Fetch pages that fail, each in its way
 *
 * Fetches four pages, of which three fail, each in its own way.
 *
 * A page that is not there is an answer; one that takes too long is a timeout; a server that is not
 * there is an error of the network, with a text.
 * Try: give the archive two minutes. Its page comes at 60.5. */
#include <stdio.h>
#include <string.h>
#include "weft.h"

enum { COUNT = 4, AT_A_TIME = 2, NETWORK_ERROR = 1 };

struct request {
    weft_semaphore *connections;
    const char *url;
    char result[64];
};

/* In place of the network. */
static int get(const char *url, int *status)
{
    if (strcmp(url, "http://nowhere.example/") == 0) {
        WEFT_TRY(weft_sleep(0.3));
        return weft_raise(NETWORK_ERROR, "no such host");
    }
    bool gone = strcmp(url, "http://example.com/gone") == 0;
    bool slow = strcmp(url, "http://example.com/archive") == 0;
    WEFT_TRY(weft_sleep(gone ? 0.5 : slow ? 60 : 1));
    *status = gone ? 404 : 200;
    return WEFT_OK;
}

static int fetch(void *arg)
{
    struct request *request = arg;
    const char *url = request->url;
    int status = 0;

    WEFT_TRY(weft_semaphore_acquire(request->connections));
    WEFT_RELEASE_AT_EXIT(request->connections);

    printf("Fetching %s...\n", url);
    int err = weft_wait_for(get(url, &status), 10);
    if (err != WEFT_TIMEOUT && err != NETWORK_ERROR)
        WEFT_TRY(err);

    if (err == WEFT_TIMEOUT)
        snprintf(request->result, sizeof request->result, "Timeout: %s", url);
    else if (err == NETWORK_ERROR)
        snprintf(request->result, sizeof request->result, "Exception for %s: %s", url,
                 weft_error_text());
    else if (status != 200)
        snprintf(request->result, sizeof request->result, "Error %d: %s", status, url);
    else
        snprintf(request->result, sizeof request->result, "Success: %s", url);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_semaphore connections = WEFT_SEMAPHORE(AT_A_TIME);
    struct request requests[COUNT] = {
        {.connections = &connections, .url = "http://example.com/news"},
        {.connections = &connections, .url = "http://example.com/gone"},
        {.connections = &connections, .url = "http://example.com/archive"},
        {.connections = &connections, .url = "http://nowhere.example/"},
    };

    (void)arg;
    WEFT_TRY(weft_gather_each(fetch, requests, COUNT));
    for (int i = 0; i < COUNT; i++)
        printf("%s\n", requests[i].result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

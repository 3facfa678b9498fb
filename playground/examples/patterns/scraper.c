/* Fetch thirty pages, ten at a time
 *
 * Fetches thirty pages, ten at a time, and gives each ten seconds.
 *
 * The network is pretended: page 1 takes one second, page 2 two, page 3 three.
 * Try: allow thirty at a time. All of it takes 3 seconds, as long as the slowest page. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 30, AT_A_TIME = 10 };

struct request {
    weft_semaphore *connections;
    int page;
    char url[40];
    char result[56];
};

static int get(const struct request *request, int *status)
{
    WEFT_TRY(weft_sleep(request->page));
    *status = 200;
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
    int err = weft_wait_for(get(request, &status), 10);
    if (err != WEFT_TIMEOUT)
        WEFT_TRY(err);

    if (err == WEFT_TIMEOUT)
        snprintf(request->result, sizeof request->result, "Timeout: %s", url);
    else if (status != 200)
        snprintf(request->result, sizeof request->result, "Error %d: %s", status, url);
    else
        snprintf(request->result, sizeof request->result, "Success: %s", url);
    return WEFT_OK; /* whatever became of it: one page does not end the others */
}

static int amain(void *arg)
{
    weft_semaphore connections = WEFT_SEMAPHORE(AT_A_TIME);
    struct request requests[COUNT];

    (void)arg;
    for (int i = 0; i < COUNT; i++) {
        struct request *request = &requests[i];
        request->connections = &connections;
        request->page = i % 3 + 1;
        snprintf(request->url, sizeof request->url, "http://example.com/delay/%d", request->page);
    }

    WEFT_TRY(weft_gather_each(fetch, requests, COUNT));
    for (int i = 0; i < COUNT; i++)
        printf("%s\n", requests[i].result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

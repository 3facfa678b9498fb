/* Ask three servers at once
 *
 * Asks three servers at once: they answer in their own order, the results stand in ours.
 *
 * The network is pretended: each server takes its time.
 * Try: let one answer with 503. It is no error of the call, which did get an answer. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 3 };

struct request {
    const char *url;
    double seconds; /* until the server answers */
    int status;     /* the result */
};

static int get(const struct request *request, int *status)
{
    WEFT_TRY(weft_sleep(request->seconds));
    *status = 200;
    return WEFT_OK;
}

static int fetch(void *arg)
{
    struct request *request = arg;

    WEFT_TRY(get(request, &request->status));
    printf("Fetched %s with status %d\n", request->url, request->status);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct request requests[COUNT] = {
        {.url = "https://warp.example", .seconds = 0.3},
        {.url = "https://weft.example", .seconds = 0.1},
        {.url = "https://loom.example", .seconds = 0.2},
    };

    (void)arg;
    WEFT_TRY(weft_gather_each(fetch, requests, COUNT));
    printf("All results: [%d, %d, %d]\n", requests[0].status, requests[1].status,
           requests[2].status);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

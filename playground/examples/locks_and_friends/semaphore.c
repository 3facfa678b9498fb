/* Allow three requests at a time
 *
 * Sends ten requests, never more than three at a time.
 *
 * Try: allow five at a time, or one. How long do ten requests take then? */
#include <stdio.h>
#include "weft.h"

enum { REQUESTS = 10 };

struct request {
    weft_semaphore *slots;
    char url[40];
    char response[64];
};

static int fetch(void *arg)
{
    struct request *request = arg;

    WEFT_TRY(weft_semaphore_acquire(request->slots));
    WEFT_RELEASE_AT_EXIT(request->slots);

    printf("Fetching %s\n", request->url);
    WEFT_TRY(weft_sleep(1)); /* the network */
    snprintf(request->response, sizeof request->response, "Response from %s", request->url);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_semaphore slots = WEFT_SEMAPHORE(3);
    struct request requests[REQUESTS];

    (void)arg;
    for (int number = 0; number < REQUESTS; number++) {
        struct request *request = &requests[number];
        request->slots = &slots;
        snprintf(request->url, sizeof request->url, "https://api.example.com/%d", number);
    }

    WEFT_TRY(weft_gather_each(fetch, requests, REQUESTS));
    for (int number = 0; number < REQUESTS; number++)
        printf("%s\n", requests[number].response);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

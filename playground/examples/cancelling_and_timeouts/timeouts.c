/* Limit how long calls may take
 *
 * Limits a call, gives it a fallback, or limits several calls together.
 *
 * Try: give slow.com a timeout of 6 seconds, or all three together one of 2.5. */
#include <stdio.h>
#include "weft.h"

struct request {
    const char *url;
    double seconds;
    char response[40];
};

static int fetch(void *arg)
{
    struct request *request = arg;

    WEFT_TRY(weft_sleep(request->seconds));
    snprintf(request->response, sizeof request->response, "Response from %s", request->url);
    return WEFT_OK;
}

static int fetch_with_timeout(struct request *request, double timeout)
{
    int err = weft_wait_for(fetch(request), timeout);

    if (err != WEFT_TIMEOUT)
        return err;
    snprintf(request->response, sizeof request->response, "Timeout for %s", request->url);
    return WEFT_OK;
}

static int fetch_with_fallback(struct request *request, double timeout, const char *fallback)
{
    int err = weft_wait_for(fetch(request), timeout);

    if (err != WEFT_TIMEOUT)
        return err;
    snprintf(request->response, sizeof request->response, "%s", fallback);
    return WEFT_OK;
}

/* One timeout for all, and a list of what they answered. */
static int fetch_all_with_timeout(struct request *requests, size_t count, double timeout)
{
    int err = weft_wait_for(weft_gather_each(fetch, requests, count), timeout);

    if (err == WEFT_TIMEOUT) {
        printf("['Overall timeout']\n");
        return WEFT_OK;
    }
    WEFT_TRY(err);
    for (size_t place = 0; place < count; place++)
        printf("%s'%s'", place ? ", " : "[", requests[place].response);
    printf("]\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct request slow = {.url = "slow.com", .seconds = 5};
    struct request all[] = {
        {.url = "one.com", .seconds = 0}, /* answers at once, each other a second later */
        {.url = "two.com", .seconds = 1},
        {.url = "three.com", .seconds = 2},
    };

    (void)arg;
    WEFT_TRY(fetch_with_timeout(&slow, 1));
    printf("%s\n", slow.response);
    WEFT_TRY(fetch_with_fallback(&slow, 1, "cached response"));
    printf("%s\n", slow.response);

    WEFT_TRY(fetch_all_with_timeout(all, 3, 1.5));
    return fetch_all_with_timeout(all, 2, 1.5);
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* Add ten times, one after the other
 *
 * Adds to a number ten times; a lock lets one at a time do it.
 *
 * Try: start a hundred of them. It takes 10 seconds, as they wait for each other. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 10 };

struct resource {
    int data;
    weft_lock lock;
};

static int increment(void *arg)
{
    struct resource *resource = arg;

    WEFT_TRY(weft_lock_acquire(&resource->lock));
    WEFT_UNLOCK_AT_EXIT(&resource->lock);
    int current = resource->data;
    WEFT_TRY(weft_sleep(0.1));
    resource->data = current + 1;
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct resource resource = {0};
    weft_call calls[COUNT];

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        calls[i] = (weft_call){increment, &resource};
    WEFT_TRY(weft_gather_all(calls, COUNT));
    printf("Final value: %d\n", resource.data);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

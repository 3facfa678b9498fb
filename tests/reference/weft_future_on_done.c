#include <stdio.h>
#include "weft.h"

static void announce(void *arg)
{
    weft_future *future = arg;

    printf("done: %s\n", (const char *)future->value);
}

static int amain(void *arg)
{
    weft_future future = {0};
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_future_on_done(&future, &handle, announce, &future));
    WEFT_TRY(weft_future_set(&future, "news"));
    puts("set");
    return weft_yield();
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] set
 * [0.000] done: news
 */

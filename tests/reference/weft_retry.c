#include <stdio.h>
#include "weft.h"

enum { BUSY = 1 };

static int call(void *arg)
{
    int *calls = arg;

    printf("call %d\n", ++*calls);
    return *calls < 3 ? BUSY : WEFT_OK;
}

static int amain(void *arg)
{
    int calls = 0;
    weft_retry_options options = {.attempts = 5, .delay = 1};

    return weft_retry(call, &calls, &options); /* waits 1 s, then 2 s */
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] call 1
 * [1.000] call 2
 * [3.000] call 3
 */

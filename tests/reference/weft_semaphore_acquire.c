#include <stdio.h>
#include "weft.h"

static weft_semaphore two = WEFT_SEMAPHORE(2);

static int request(void *arg)
{
    WEFT_TRY(weft_semaphore_acquire(&two));
    WEFT_RELEASE_AT_EXIT(&two);
    printf("%s\n", (const char *)arg);
    return weft_sleep(1);
}

static int amain(void *arg)
{
    return weft_gather({request, "A"}, {request, "B"}, {request, "C"}, {request, "D"});
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] A
 * [0.000] B
 * [1.000] C
 * [1.000] D
 */

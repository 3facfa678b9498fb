#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    int codes[] = {WEFT_OK, WEFT_CANCELLED, WEFT_TIMEOUT, 7};

    for (int i = 0; i < 4; i++)
        printf("%d: %s\n", codes[i], weft_is_failure(codes[i]) ? "a failure" : "no failure");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 0: no failure
 * [0.000] -1: no failure
 * [0.000] -2: a failure
 * [0.000] 7: a failure
 */

#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    int below = 0;

    for (int i = 0; i < 1000; i++)
        below += weft_random() < 0.25;
    printf("about a quarter: %d of 1000\n", below);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] about a quarter: 245 of 1000
 */

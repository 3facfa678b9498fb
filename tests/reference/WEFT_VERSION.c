#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    printf("Weft %s\n", WEFT_VERSION);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] Weft 0.1.0
 */

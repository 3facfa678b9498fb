#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    WEFT_TRY(weft_wait_readable(0)); /* standard input has something, or has ended */
    WEFT_TRY(weft_wait_writable(1)); /* standard output takes something */
    puts("both are ready");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] both are ready
 */

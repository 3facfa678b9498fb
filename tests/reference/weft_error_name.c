#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    puts(weft_error_name(WEFT_CLOSED));
    puts(weft_error_name(7)); /* a code of the program's own */
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] closed
 * [0.000] failed
 */

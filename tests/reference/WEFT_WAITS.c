/* A function of your own that may wait: the compiler warns if you do not look at what it returns. */
#include <stdio.h>
#include "weft.h"

WEFT_WAITS static int brew(const char *what)
{
    WEFT_TRY(weft_sleep(3));
    printf("%s is ready\n", what);
    return WEFT_OK;
}

static int amain(void *arg) { return brew("tea"); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [3.000] tea is ready
 */

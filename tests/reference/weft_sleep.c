#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    double before = weft_time();

    WEFT_TRY(weft_sleep(1.5));
    printf("%.1f s later\n", weft_time() - before);
    printf("%s\n", weft_error_name(weft_sleep(NAN)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.500] 1.5 s later
 * [1.500] invalid argument
 */

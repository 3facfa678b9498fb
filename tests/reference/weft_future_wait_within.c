#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_future answer = {0};
    int err = weft_future_wait_within(&answer, 2);

    printf("%s; the future: %s\n", weft_error_name(err), weft_error_name(weft_future_result(&answer)));
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] timed out; the future: cancelled
 */

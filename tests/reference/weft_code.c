/* What a call that may wait can end with, and what you do about it. */
#include <stdio.h>
#include "weft.h"

static int slow(void *arg) { return weft_sleep(5); }

static int amain(void *arg)
{
    int err = weft_wait_for(slow(NULL), 1);

    if (err == WEFT_TIMEOUT)
        printf("no answer: %s (%d)\n", weft_error_name(err), err);
    else if (err)
        return err;
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] no answer: timed out (-2)
 */

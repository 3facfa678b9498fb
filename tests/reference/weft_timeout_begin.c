/* A deadline for a stretch of several calls. */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_timeout timeout = {0};
    int err = weft_timeout_begin(&timeout, 2.5);

    for (int part = 1; !err; part++) {
        err = weft_sleep(1);
        if (!err)
            printf("part %d\n", part);
    }
    err = weft_timeout_end(&timeout, err);
    printf("%s, expired: %d\n", weft_error_name(err), weft_timeout_expired(&timeout));
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] part 1
 * [2.000] part 2
 * [2.500] timed out, expired: 1
 */

/* Limit a call, or wait for an hour
 *
 * Waits for a call of an hour, first for a second at most, then for as long as it takes.
 *
 * Try: swap the two waits. The virtual clock passes the hour in an instant. */
#include <stdio.h>
#include "weft.h"

enum { HOUR = 3600 };

static int work(const char **result)
{
    WEFT_TRY(weft_sleep(HOUR));
    *result = "done";
    return WEFT_OK;
}

static int amain(void *arg)
{
    const char *result = NULL;

    (void)arg;
    int err = weft_wait_for(work(&result), 1.0);
    if (err != WEFT_TIMEOUT)
        return err;
    printf("timeout!\n");

    WEFT_TRY(weft_wait_for(work(&result), WEFT_FOREVER));
    printf("%s\n", result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

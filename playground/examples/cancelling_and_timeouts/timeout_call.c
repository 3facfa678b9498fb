/* Call off a slow call
 *
 * Gives a call two seconds, and cancels it when they have passed.
 *
 * Try: put a weft_shield around the weft_sleep. The call then takes its 10 seconds all the same. */
#include <stdio.h>
#include "weft.h"

static int slow_operation(void)
{
    return weft_sleep(10);
}

static int amain(void *arg)
{
    (void)arg;
    int err = weft_wait_for(slow_operation(), 2.0);

    if (err != WEFT_TIMEOUT)
        return err;
    printf("Timed out!\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

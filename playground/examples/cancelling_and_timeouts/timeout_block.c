/* Put a deadline around several calls
 *
 * Puts a deadline around a stretch of code, which may hold several calls.
 *
 * Try: give it 12 seconds. Nothing is printed then, and the run ends at 10. */
#include <stdio.h>
#include "weft.h"

static int slow_operation(void)
{
    WEFT_TRY(weft_sleep(4));
    return weft_sleep(6);
}

static int amain(void *arg)
{
    weft_timeout deadline = {0};

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&deadline, 2));
    int err = slow_operation();
    err = weft_timeout_end(&deadline, err); /* its own cancel becomes WEFT_TIMEOUT */

    if (err != WEFT_TIMEOUT)
        return err;
    printf("Operation timed out!\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static void press_stop(void *arg)
{
    weft_timeout *scope = arg;

    weft_timeout_cancel(scope);
}

static int amain(void *arg)
{
    weft_timeout scope = {0};
    WEFT_HANDLE(button);

    WEFT_TRY(weft_call_later(&button, 2, press_stop, &scope));
    WEFT_TRY(weft_timeout_begin(&scope, 60));
    int err = weft_timeout_end(&scope, weft_sleep(30));
    printf("%s\n", weft_error_name(err));
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] timed out
 */

#include <stdio.h>
#include "weft.h"

enum { NO_CARRIER = 3 };

static int amain(void *arg)
{
    weft_future line = {0}, call = {0};

    WEFT_TRY(weft_future_fail_because(&line, NO_CARRIER, "no carrier"));
    int err = weft_future_wait(&line);
    printf("%d: %s\n", err, weft_error_text());
    WEFT_TRY(weft_future_cancel_because(&call, "they hung up"));
    printf("%s\n", weft_future_text(&call));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 3: no carrier
 * [0.000] they hung up
 */

/* Fail with a code and a text
 *
 * Fails with a code and a text; the caller sees both.
 *
 * Try: let amain pass the error on, WEFT_TRY(risky_operation()). The run ends with the same text,
 * the place, and exit code 1. */
#include <stdio.h>
#include "weft.h"

enum { VALUE_ERROR = 1 };

static int risky_operation(void)
{
    WEFT_TRY(weft_sleep(1));
    return weft_raise(VALUE_ERROR, "Something went wrong!");
}

static int amain(void *arg)
{
    (void)arg;
    int err = risky_operation();

    if (err != VALUE_ERROR)
        return err; /* a cancel, say: not ours to deal with */
    printf("Caught error: %s\n", weft_error_text());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

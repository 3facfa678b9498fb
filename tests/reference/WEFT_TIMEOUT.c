/* Two calls that have two seconds together; whichever way the function is left, its deadline is gone. */
#include <stdio.h>
#include "weft.h"

static int ask(const char *what, double seconds)
{
    WEFT_TRY(weft_sleep(seconds));
    printf("%s: here it is\n", what);
    return WEFT_OK;
}

static int ask_both(double first, double second)
{
    WEFT_TIMEOUT(limit, 2.0);

    WEFT_TRY(ask("name", first));
    WEFT_TRY(ask("address", second));
    return weft_timeout_end(&limit, WEFT_OK);
}

static int amain(void *arg)
{
    printf("%s\n", weft_error_name(ask_both(0.5, 1)));
    printf("%s\n", weft_error_name(ask_both(1.5, 1)));
    WEFT_TRY(weft_sleep(5)); /* nothing strikes here */
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.500] name: here it is
 * [1.500] address: here it is
 * [1.500] ok
 * [3.000] name: here it is
 * [3.500] timed out
 */

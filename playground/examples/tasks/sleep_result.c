/* Sleep, and then give a value
 *
 * Sleeps and then gives a value, through a pointer: the result of a function is its error.
 *
 * Try: sleep for -1 second. That means "now": "done" is printed at 0. */
#include <stdio.h>
#include "weft.h"

static int sleep_and_give(double seconds, const char *value, const char **result)
{
    WEFT_TRY(weft_sleep(seconds));
    *result = value;
    return WEFT_OK;
}

static int amain(void *arg)
{
    const char *result = NULL;

    (void)arg;
    WEFT_TRY(sleep_and_give(1, "done", &result));
    printf("%s\n", result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

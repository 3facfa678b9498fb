/* Call a function that may wait
 *
 * Calls a function that may wait as any other: `await` is a plain call.
 *
 * Try: let work sleep for a second before it sets the result. The line comes a second later; the
 * caller is unchanged. */
#include <stdio.h>
#include "weft.h"

static int work(const char **result)
{
    *result = "done";
    return WEFT_OK;
}

static int amain(void *arg)
{
    const char *result = NULL;

    (void)arg;
    WEFT_TRY(work(&result));
    printf("%s\n", result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

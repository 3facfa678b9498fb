#include <stdio.h>
#include "weft.h"

enum { NO_ROUTE = 3 };

static int dial(const char *host)
{
    return weft_raise(NO_ROUTE, "no route to %s", host);
}

static int amain(void *arg)
{
    int err = dial("example.org");

    printf("%d: %s\n", err, weft_error_text());
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 3: no route to example.org
 */

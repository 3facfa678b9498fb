#include <stdio.h>
#include "weft.h"

static int tell(const weft_error_report *error, void *arg)
{
    printf("nobody asked for it: code %d\n", error->code);
    return WEFT_OK;
}

static int ask(void)
{
    WEFT_FUTURE(answer);

    return weft_future_fail(&answer, 7); /* and nobody waits for it */
}

static int amain(void *arg)
{
    weft_on_error(tell, NULL);
    return ask();
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] nobody asked for it: code 7
 */

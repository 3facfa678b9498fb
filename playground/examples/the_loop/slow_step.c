/* Find out who holds up the others
 *
 * Lets debug mode find a step that holds up everybody else.
 *
 * It reports on standard error which task it was, for how long, and from where to where. If a
 * program does not set debug mode itself, WEFT_DEBUG=1 or weft run --debug sets it.
 * Try: let .slow be 0.04. It reports the first step, too. */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    weft_block(0.05);
    WEFT_TRY(weft_sleep(1)); /* a short step ends here */

    weft_block(0.2); /* a computation, say */
    printf("computed\n");
    return weft_sleep(1); /* and a long one here */
}

int main(void)
{
    static const weft_run_options options = {.debug = WEFT_DEBUG_ON, .slow = 0.1};

    return weft_run_with(&options, amain, NULL);
}

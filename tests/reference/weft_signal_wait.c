#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    puts("Ctrl-C ends this");
    WEFT_TRY(weft_signal_wait(WEFT_SIGINT));
    puts("goodbye");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* With --signal INT@2.5, prints:
 * [0.000] Ctrl-C ends this
 * [2.500] goodbye
 */

/* What the examples of the host load as interrupt.wasm: it waits for Ctrl-C. */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    WEFT_TRY(weft_signal_wait(WEFT_SIGINT));
    puts("interrupted");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

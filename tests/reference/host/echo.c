/* What the examples of the host load as echo.wasm: it says again what it reads. */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    char line[80];

    while (fgets(line, sizeof line, stdin))
        printf("again: %s", line);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

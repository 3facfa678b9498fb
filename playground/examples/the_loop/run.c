/* Run, but not inside a run
 *
 * Runs a main task, in which a second run is refused: one loop at a time.
 *
 * The runtime says on standard error where the second run was tried.
 * Try: call inner directly, WEFT_TRY(inner(NULL)). Inside a run, that is all it takes. Or run amain
 * twice in main: each run has a loop of its own, whose clock begins at 0. */
#include <stdio.h>
#include "weft.h"

static int inner(void *arg)
{
    (void)arg;
    printf("never printed\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    printf("hello\n");

    if (weft_run(inner, NULL) == WEFT_EXIT_FAILED)
        printf("A run inside a run is refused.\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

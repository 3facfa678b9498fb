#include <stdio.h>
#include "weft/process.h"

static int amain(void *arg)
{
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "sleep 2; exit 3", .shell = true));
    int err = weft_wait_for(weft_process_wait(&child), 1.0);
    printf("%s, it runs: %d\n", weft_error_name(err), child.exit_code == WEFT_NO_EXIT_CODE);
    WEFT_TRY(weft_process_wait(&child));
    printf("%d\n", child.exit_code);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] timed out, it runs: 1
 * [2.000] 3
 */

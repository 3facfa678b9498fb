#include <stdio.h>
#include "weft/process.h"

static int amain(void *arg)
{
    char line[20];
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, "echo kept", .shell = true, .out = WEFT_PIPE));
    WEFT_TRY(weft_process_wait_pipes(&child)); /* whatever it has started has ended, too */
    WEFT_TRY(weft_read_line(&child.out, line, sizeof line, NULL));
    printf("%s", line);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] kept
 */

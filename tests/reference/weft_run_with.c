#include <stdio.h>
#include "weft.h"

static int amain(void *arg) { return weft_sleep(3600); }

int main(void)
{
    weft_run_outcome outcome;
    weft_run_options options = {.virtual_clock = true, .outcome = &outcome};
    int code = weft_run_with(&options, amain, NULL);

    printf("code %d after %.0f s and %zu turns; left: %zu tasks, %zu bytes\n", code, outcome.seconds, outcome.turns,
           outcome.tasks, outcome.bytes);
    return code;
}

/* Prints:
 * code 0 after 3600 s and 4 turns; left: 0 tasks, 0 bytes
 */

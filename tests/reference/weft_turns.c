#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_event set = {0};
    size_t before = weft_turns();

    weft_event_set(&set);
    WEFT_TRY(weft_event_wait(&set));
    printf("an event that is set: %zu turns\n", weft_turns() - before);
    WEFT_TRY(weft_yield());
    printf("a yield: %zu\n", weft_turns() - before);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] an event that is set: 0 turns
 * [0.000] a yield: 1
 */

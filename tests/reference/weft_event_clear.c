#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_event light = {0};

    weft_event_set(&light);
    printf("set: %d\n", weft_event_is_set(&light));
    WEFT_TRY(weft_event_wait(&light)); /* does not wait */
    weft_event_clear(&light);
    printf("cleared: %s\n", weft_error_name(weft_wait_for(weft_event_wait(&light), 1)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] set: 1
 * [1.000] cleared: timed out
 */

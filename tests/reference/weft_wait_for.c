#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    WEFT_QUEUE(int, 1) queue = {0};
    int item;
    int err = weft_wait_for(weft_get(&queue, &item), 2);

    printf("%s\n", weft_error_name(err));
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] timed out
 */

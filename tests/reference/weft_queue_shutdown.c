#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    WEFT_QUEUE(int, 4) queue = {0};
    int item = 7;

    WEFT_TRY(weft_put(&queue, &item));
    weft_queue_shutdown(&queue, false);
    printf("put: %s\n", weft_error_name(weft_put(&queue, &item)));
    WEFT_TRY(weft_get(&queue, &item)); /* what is inside can still be taken */
    printf("get: %s\n", weft_error_name(weft_get(&queue, &item)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] put: closed
 * [0.000] get: closed
 */

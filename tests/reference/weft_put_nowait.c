#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    WEFT_QUEUE(int, 1) queue = {0};
    int item = 1;

    printf("%s\n", weft_error_name(weft_get_nowait(&queue, &item)));
    WEFT_TRY(weft_put_nowait(&queue, &item));
    printf("%s\n", weft_error_name(weft_put_nowait(&queue, &item)));
    printf("count %zu, empty %d, full %d\n", weft_queue_count(&queue), weft_queue_empty(&queue),
           weft_queue_full(&queue));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] empty
 * [0.000] full
 * [0.000] count 1, empty 0, full 1
 */

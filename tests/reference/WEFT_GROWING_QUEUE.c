#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    WEFT_GROWING_QUEUE(int) queue = {0};
    int last = 0;

    for (int i = 1; i <= 1000; i++)
        WEFT_TRY(weft_put(&queue, &i)); /* never waits */
    printf("%zu inside\n", weft_queue_count(&queue));
    WEFT_TRY(weft_get(&queue, &last));
    printf("the oldest is %d\n", last);
    return weft_queue_free(&queue);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 1000 inside
 * [0.000] the oldest is 1
 */

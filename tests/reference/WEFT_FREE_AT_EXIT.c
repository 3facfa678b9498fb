#include <stdio.h>
#include "weft.h"

typedef WEFT_GROWING_QUEUE(int) number_queue;

static int fill(void)
{
    number_queue numbers = {0};
    WEFT_FREE_AT_EXIT(&numbers); /* also when a put fails */

    for (int i = 0; i < 100; i++)
        WEFT_TRY(weft_put(&numbers, &i));
    printf("%zu inside\n", weft_queue_count(&numbers));
    return WEFT_OK;
}

static int amain(void *arg) { return fill(); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 100 inside
 */

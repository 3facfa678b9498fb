#include <stdio.h>
#include "weft/stream.h"

static char much[200000];

static int pour(void *arg)
{
    WEFT_TRY(weft_write((weft_stream *)arg, much, sizeof much)); /* waits: nobody reads */
    printf("all is written\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    size_t count;

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    weft_task task = weft_spawn(pour, &one);
    WEFT_TRY(weft_sleep(1));
    printf("now somebody reads\n");
    WEFT_TRY(weft_read_exactly(&other, much, sizeof much, &count));
    return weft_join(task);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] now somebody reads
 * [1.000] all is written
 */

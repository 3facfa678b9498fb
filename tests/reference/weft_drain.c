#include <stdio.h>
#include "weft/stream.h"

static char piece[30000];

static int pour(void *arg)
{
    weft_stream *stream = arg;

    WEFT_TRY(weft_stream_water(stream, 50000, 10000));
    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_write_nowait(stream, piece, sizeof piece)); /* keeps what cannot be sent */
        printf("unsent: %d\n", (int)weft_stream_unsent(stream));
        WEFT_TRY(weft_drain(stream)); /* waits above 50000, until it is 10000 */
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    size_t count;

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    weft_task task = weft_spawn(pour, &one);
    for (int i = 0; i < 5; i++) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_read_exactly(&other, piece, sizeof piece, &count));
        printf("read: %d\n", (int)count);
    }
    return weft_join(task);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] unsent: 0
 * [0.000] unsent: 0
 * [0.000] unsent: 24464
 * [0.000] unsent: 54464
 * [1.000] read: 30000
 * [2.000] read: 30000
 * [2.000] unsent: 21696
 * [3.000] read: 30000
 * [4.000] read: 30000
 * [5.000] read: 30000
 */

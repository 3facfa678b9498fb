#include <stdio.h>
#include "weft/stream.h"

static char much[200000];

static int close_it(void *arg)
{
    int err = weft_stream_close((weft_stream *)arg); /* waits until all is sent */

    printf("closed: %s\n", weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    size_t count;

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    WEFT_TRY(weft_write_nowait(&one, much, sizeof much));
    weft_task task = weft_spawn(close_it, &one);
    WEFT_TRY(weft_sleep(1));
    printf("%d are unsent\n", (int)weft_stream_unsent(&one));
    WEFT_TRY(weft_read_exactly(&other, much, sizeof much, &count));
    WEFT_TRY(weft_join(task));
    printf("open: %d\n", weft_stream_is_open(&one));

    weft_stream_abort(&other); /* at once; what is unsent is lost */
    printf("open: %d\n", weft_stream_is_open(&other));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 134464 are unsent
 * [1.000] closed: ok
 * [1.000] open: 0
 * [1.000] open: 0
 */

#include <stdio.h>
#include "weft/stream.h"

static int talk(void *arg)
{
    weft_stream *stream = arg;

    WEFT_TRY(weft_write_text(stream, "some"));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_write_text(stream, " more bytes"));
    return weft_write_eof(stream);
}

static int amain(void *arg)
{
    char bytes[100];
    size_t count;

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    weft_task task = weft_spawn(talk, &one);
    do {
        WEFT_TRY(weft_read(&other, bytes, sizeof bytes, &count)); /* as soon as there are some */
        printf("%d: %.*s\n", (int)count, (int)count, bytes);
    } while (count > 0);
    printf("at the end: %d\n", weft_at_eof(&other));
    return weft_join(task);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 4: some
 * [1.000] 11:  more bytes
 * [1.000] 0: 
 * [1.000] at the end: 1
 */

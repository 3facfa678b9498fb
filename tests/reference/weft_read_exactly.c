#include <stdio.h>
#include <string.h>
#include "weft/stream.h"

static int amain(void *arg)
{
    char bytes[8];
    size_t count;

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    WEFT_TRY(weft_write_text(&one, "12345678abc"));
    WEFT_TRY(weft_write_eof(&one));
    WEFT_TRY(weft_read_exactly(&other, bytes, 8, NULL));
    printf("%.8s\n", bytes);
    int err = weft_read_exactly(&other, bytes, 8, &count);
    printf("%s: %.*s\n", weft_error_name(err), (int)count, bytes);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 12345678
 * [0.000] ended too early: abc
 */

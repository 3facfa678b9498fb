#include <stdio.h>
#include "weft/stream.h"

static int amain(void *arg)
{
    char head[100], body[100];
    size_t count;

    WEFT_STREAM(one);
    WEFT_STREAM(other);
    WEFT_TRY(weft_stream_pair(&one, &other));
    WEFT_TRY(weft_write_text(&one, "a: 1\r\nb: 2\r\n\r\nand a body"));
    WEFT_TRY(weft_write_eof(&one));
    WEFT_TRY(weft_read_until(&other, "\r\n\r\n", head, sizeof head, &count));
    printf("a head of %d bytes\n", (int)count);
    WEFT_TRY(weft_read_all(&other, body, sizeof body, &count));
    printf("%.*s\n", (int)count, body);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] a head of 14 bytes
 * [0.000] and a body
 */

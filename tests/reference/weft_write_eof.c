#include <stdio.h>
#include "weft/stream.h"

static int count_bytes(weft_stream *peer, void *arg)
{
    char bytes[100], text[32];
    size_t count;

    WEFT_TRY(weft_read_all(peer, bytes, sizeof bytes, &count)); /* up to the end of the other side */
    snprintf(text, sizeof text, "%d bytes\n", (int)count);
    return weft_write_text(peer, text);
}

static int amain(void *arg)
{
    char line[32];

    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "8888", count_bytes, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "8888"));
    WEFT_TRY(weft_write_text(&stream, "one two three"));
    WEFT_TRY(weft_write_eof(&stream)); /* nothing more comes, but an answer may */
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("%s", line);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 13 bytes
 */

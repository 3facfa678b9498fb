#include <stdio.h>
#include "weft/stream.h"

static int greet(weft_stream *peer, void *arg)
{
    return weft_write_text(peer, "hello\n");
}

static int amain(void *arg)
{
    char line[100];

    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, NULL, "8888", greet, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(weft_open_tcp_stream(&stream, "localhost", "8888")); /* ::1 or 127.0.0.1, whichever answers */
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("%s", line);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] hello
 */

#include <stdio.h>
#include "weft/stream.h"

static int greet(weft_stream *peer, void *arg)
{
    return weft_write_text(peer, "hello\n"); /* returning closes it */
}

static int amain(void *arg)
{
    char line[100];

    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "8888", greet, NULL));
    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "8888"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("%s says %s", weft_peer_name(&stream), line);
    printf("this side is %s\n", weft_own_name(&stream));

    WEFT_STREAM(nobody);
    int err = weft_connect(&nobody, "127.0.0.1", "8889");
    printf("%s: %s\n", weft_error_name(err), weft_error_text());
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 127.0.0.1:8888 says hello
 * [0.000] this side is 127.0.0.1:49152
 * [0.000] connection refused: no connection to 127.0.0.1:8889: connection refused
 */

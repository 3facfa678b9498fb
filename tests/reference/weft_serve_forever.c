#include <stdio.h>
#include "weft/stream.h"

static weft_serve_function echo;

static int echo(weft_stream *peer, void *arg)
{
    char bytes[100];
    size_t count;

    do {
        WEFT_TRY(weft_read(peer, bytes, sizeof bytes, &count));
        WEFT_TRY(weft_write(peer, bytes, count));
    } while (count > 0);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "8888", echo, NULL));
    printf("serving at %s\n", weft_server_name(&server));
    int err = weft_serve_forever(&server); /* until Ctrl-C */
    printf("%s\n", weft_error_name(err));
    return err;
}

int main(void) { return weft_run(amain, NULL); }

/* With --signal INT@2, prints, and ends with 109:
 * [0.000] serving at 127.0.0.1:8888
 * [2.000] cancelled
 */

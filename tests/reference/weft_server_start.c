#include <stdio.h>
#include "weft/stream.h"

static int hold(weft_stream *peer, void *arg)
{
    int err = weft_sleep(WEFT_FOREVER);

    printf("a connection: %s\n", weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    char port[8];

    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", hold, NULL)); /* any port that is free */
    printf("at %s\n", weft_server_name(&server));
    snprintf(port, sizeof port, "%d", weft_server_port(&server));
    WEFT_STREAM(one);
    WEFT_STREAM(two);
    WEFT_TRY(weft_connect(&one, "127.0.0.1", port));
    WEFT_TRY(weft_connect(&two, "127.0.0.1", port));
    printf("%d of %d are open\n", (int)weft_server_connections(&server), (int)weft_server_accepted(&server));

    weft_server_close(&server); /* takes no more */
    weft_server_cancel(&server); /* and those that are open end */
    WEFT_TRY(weft_server_wait_closed(&server));
    printf("%d are open\n", (int)weft_server_connections(&server));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] at 127.0.0.1:49152
 * [0.000] 2 of 2 are open
 * [0.000] a connection: cancelled
 * [0.000] a connection: cancelled
 * [0.000] 0 are open
 */

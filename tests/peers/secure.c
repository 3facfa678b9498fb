/* What the peers' TLS clients are put before: what came goes back over TLS. It prints its port and serves until SIGINT. The certificate and its key are
 * in the environment, in PEM. */
#include <stdio.h>
#include <stdlib.h>

#include "../c/echo.h"
#include "weft.h"
#include "weft/tls.h"

static int echo_over_tls(weft_stream *peer, void *arg)
{
    WEFT_TRY(weft_start_tls(peer, .server_side = true, .certificate = getenv("PEER_CERTIFICATE"), .key = getenv("PEER_KEY")));
    return echo(peer, arg);
}

static int amain(void *arg)
{
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo_over_tls, arg));
    printf("port %d\n", weft_server_port(&server));
    return weft_serve_forever(&server);
}

int main(void) { return weft_run(amain, NULL); }

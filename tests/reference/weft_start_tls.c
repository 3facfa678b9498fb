#include <stdio.h>
#include "weft/tls.h"

static int greet(weft_stream *peer, void *arg)
{
    WEFT_TRY(weft_start_tls(peer, .server_side = true, .certificate = "own.pem", .key = "own.key", .alpn_protocols = "greeting/2 greeting/1"));
    return weft_write_text(peer, "hello\n");
}

static int ignore(const weft_error_report *report, void *arg) { return WEFT_OK; }

static int amain(void *arg)
{
    char line[100];

    weft_on_error(ignore, NULL); /* what the connections of the server return */
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "8888", greet, NULL));
    WEFT_STREAM(stream);
    int err = weft_connect_tls(&stream, "127.0.0.1", "8888", .authorities = "authorities.pem", .alpn_protocols = "greeting/1");
    if (err == WEFT_OK)
        err = weft_read_line(&stream, line, sizeof line, NULL);
    if (err == WEFT_OK)
        printf("%s by %s, in a session %s\n", line, weft_selected_alpn_protocol(&stream), weft_session_reused(&stream) ? "from before" : "of its own");
    else if (err == WEFT_INSECURE)
        printf("nobody knows who that is: %s\n", weft_error_text());
    else /* under the virtual clock connections are inside of the program */
        printf("%s\n", weft_error_text());
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] only a connection of the host's can have TLS: 127.0.0.1:8888: not supported on this host
 */

#include <stdio.h>
#include "weft/udp.h"

static int amain(void *arg)
{
    char bytes[10], sender[WEFT_ADDRESS_BYTES];
    size_t count;

    WEFT_UDP(server);
    WEFT_UDP(client);
    WEFT_TRY(weft_udp_open(&server, "127.0.0.1", "9999"));
    WEFT_TRY(weft_udp_connect(&client, "localhost", "9999"));
    printf("%s sends to %s\n", weft_udp_name(&client), weft_udp_peer_name(&client));
    WEFT_TRY(weft_send_to(&client, NULL, "hello", 5));
    WEFT_TRY(weft_receive_from(&server, bytes, sizeof bytes, &count, sender));
    printf("port %d got '%.*s' from %s\n", weft_udp_port(&server), (int)count, bytes, sender);
    WEFT_TRY(weft_send_to(&server, sender, "longer than that", 16));
    int err = weft_receive_from(&client, bytes, sizeof bytes, &count, NULL);
    printf("%s: %d bytes, '%.*s'\n", weft_error_name(err), (int)count, (int)count, bytes);

    weft_udp_close(&server);
    printf("the server is %s\n", weft_udp_is_open(&server) ? "open" : "closed");
    WEFT_TRY(weft_send_to(&client, NULL, "is anybody there?", 17));
    err = weft_receive_from(&client, bytes, sizeof bytes, &count, NULL);
    printf("%s: %s\n", weft_error_name(err), weft_error_text());
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 127.0.0.1:49152 sends to 127.0.0.1:9999
 * [0.000] port 9999 got 'hello' from 127.0.0.1:49152
 * [0.000] too long: 10 bytes, 'longer tha'
 * [0.000] the server is closed
 * [0.000] connection refused: datagrams to 127.0.0.1:9999: connection refused
 */

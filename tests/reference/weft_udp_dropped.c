#include <stdio.h>
#include "weft/udp.h"

static int amain(void *arg)
{
    char byte;
    size_t count;

    WEFT_UDP(server);
    WEFT_UDP(client);
    WEFT_TRY(weft_udp_open(&server, "127.0.0.1", "9999"));
    WEFT_TRY(weft_udp_connect(&client, "127.0.0.1", "9999"));
    for (int i = 0; i < 300; i++) /* nobody receives them yet */
        WEFT_TRY(weft_send_to(&client, NULL, "x", 1));
    for (int i = 0; i < 256; i++)
        WEFT_TRY(weft_receive_from(&server, &byte, 1, &count, NULL));
    printf("%d dropped\n", (int)weft_udp_dropped(&server));

    static char large[WEFT_DATAGRAM_MOST + 1];
    int err = weft_send_to(&client, NULL, large, sizeof large);
    printf("%s: %s\n", weft_error_name(err), weft_error_text());
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 44 dropped
 * [0.000] too long: more than the 65507 bytes of a datagram, to 127.0.0.1:9999: too long
 */

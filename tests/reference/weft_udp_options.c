#include <stdio.h>
#include "weft/udp.h"

static int amain(void *arg)
{
    char bytes[20], sender[WEFT_ADDRESS_BYTES];
    size_t count;

    WEFT_UDP(printer);
    WEFT_UDP(may_not);
    WEFT_UDP(may);
    WEFT_TRY(weft_udp_open(&printer, NULL, "9999"));
    WEFT_TRY(weft_udp_open(&may_not, NULL, "0"));
    int err = weft_send_to(&may_not, "255.255.255.255:9999", "is anybody there?", 17);
    printf("%s: %s\n", weft_error_name(err), weft_error_text());

    WEFT_TRY(weft_udp_open(&may, NULL, "0", .allow_broadcast = true));
    WEFT_TRY(weft_send_to(&may, "255.255.255.255:9999", "is anybody there?", 17));
    WEFT_TRY(weft_receive_from(&printer, bytes, sizeof bytes, &count, sender));
    printf("'%.*s' from %s\n", (int)count, bytes, sender);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] not allowed: without .allow_broadcast no datagram to 255.255.255.255:9999: not allowed
 * [0.000] 'is anybody there?' from 127.0.0.1:49153
 */

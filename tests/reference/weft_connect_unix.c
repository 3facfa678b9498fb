#include <stdio.h>
#include "weft/stream.h"

static int count(weft_stream *peer, void *arg)
{
    int *visitors = arg;
    char text[32];

    snprintf(text, sizeof text, "visitor %d\n", ++*visitors);
    return weft_write_text(peer, text);
}

static int amain(void *arg)
{
    int visitors = 0;
    char line[32];

    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start_unix(&server, "visitors.sock", count, &visitors));
    for (int i = 0; i < 2; i++) {
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect_unix(&stream, "visitors.sock"));
        WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
        printf("%s", line);
    }
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] visitor 1
 * [0.000] visitor 2
 */

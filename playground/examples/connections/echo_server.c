/* Serve until Ctrl-C
 *
 * A server that goes on until it is interrupted, and two clients that come in the meantime. Ctrl-C cancels the main task: the
 * server takes no more connections, and the run says that it was interrupted.
 *
 * Run with: --signal INT@3.5
 * Exit code: 109
 * Try: let a client come at 4 seconds. */
#include <stdio.h>
#include "weft/stream.h"

static int echo(weft_stream *peer, void *arg)
{
    char line[100];
    size_t count;

    for (;;) {
        WEFT_TRY(weft_read_line(peer, line, sizeof line, &count));
        if (count == 0)
            break;
        printf("%s says: %s", weft_peer_name(peer), line);
        WEFT_TRY(weft_write(peer, line, count));
    }
    printf("%s has gone\n", weft_peer_name(peer));
    return WEFT_OK;
}

static int client(void *arg)
{
    double *comes_at = arg;
    char line[100];

    WEFT_TRY(weft_sleep(*comes_at));
    WEFT_STREAM(server);
    WEFT_TRY(weft_connect(&server, "127.0.0.1", "8888"));
    WEFT_TRY(weft_write_text(&server, "hello\n"));
    WEFT_TRY(weft_read_line(&server, line, sizeof line, NULL));
    printf("a client hears: %s", line);
    return weft_sleep(0.5);
}

static int amain(void *arg)
{
    static double first = 1, second = 2;

    weft_spawn(client, &first);
    weft_spawn(client, &second);
    return weft_serve("127.0.0.1", "8888", echo, NULL);
}

int main(void)
{
    return weft_run(amain, NULL);
}

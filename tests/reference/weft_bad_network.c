#include <stdio.h>
#include "weft/stream.h"

static int echo(weft_stream *peer, void *arg)
{
    char line[32];
    size_t count;

    WEFT_TRY(weft_read_line(peer, line, sizeof line, &count));
    return weft_write(peer, line, count);
}

static int ask(void)
{
    char line[32];

    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "8888"));
    WEFT_TRY(weft_write_text(&stream, "hello\n"));
    return weft_wait_for(weft_read_line(&stream, line, sizeof line, NULL), 60);
}

static int amain(void *arg)
{
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "8888", echo, NULL));
    for (uint64_t seed = 1; seed <= 4; seed++) {
        weft_bad_network(seed, WEFT_NET_LATENCY | WEFT_NET_SHORT | WEFT_NET_REFUSED);
        double begun = weft_time();
        int err = ask();
        printf("network %d: %s after %.3f s\n", (int)seed, weft_error_name(err), weft_time() - begun);
    }
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.023] network 1: ok after 0.023 s
 * [0.024] network 2: connection refused after 0.001 s
 * [0.673] network 3: ok after 0.649 s
 * [0.674] network 4: ok after 0.001 s
 */

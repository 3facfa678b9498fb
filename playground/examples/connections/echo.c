/* Echo a message
 *
 * A server says back what a client sends. Each connection has a task of its own, and leaving the handler closes it.
 *
 * Try: connect to port 8889. Nobody listens there. */
#include <stdio.h>
#include <string.h>
#include "weft/stream.h"

static int handle_echo(weft_stream *peer, void *arg)
{
    char data[100];
    size_t count;

    WEFT_TRY(weft_read(peer, data, sizeof data, &count));
    printf("Received '%.*s' from %s\n", (int)count, data, weft_peer_name(peer));
    printf("Send: '%.*s'\n", (int)count, data);
    WEFT_TRY(weft_write(peer, data, count));
    printf("Close the connection\n");
    return weft_stream_close(peer);
}

static int tcp_echo_client(const char *message)
{
    char data[100];
    size_t count;

    WEFT_STREAM(server);
    WEFT_TRY(weft_connect(&server, "127.0.0.1", "8888"));
    printf("Send: '%s'\n", message);
    WEFT_TRY(weft_write(&server, message, strlen(message)));
    WEFT_TRY(weft_read(&server, data, sizeof data, &count));
    printf("Received: '%.*s'\n", (int)count, data);
    printf("Close the connection\n");
    return weft_stream_close(&server);
}

static int amain(void *arg)
{
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "8888", handle_echo, NULL));
    printf("Serving on %s\n", weft_server_name(&server));
    return tcp_echo_client("Hello World!");
}

int main(void)
{
    return weft_run(amain, NULL);
}

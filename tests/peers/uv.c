/* The same hello in C over libuv, by hand: callbacks, no library for HTTP. It counts the ends of heads and answers each; it knows neither paths,
 * bodies nor deadlines. What it costs is what libuv's loop and the system cost. */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

static const char answer[] = "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n\r\nhello\n";

struct peer {
    uv_tcp_t socket;
    unsigned matched; /* bytes of "\r\n\r\n" that were seen last */
};

static char bytes[65536]; /* for whoever reads: it is looked at before the next read */

static void lend(uv_handle_t *handle, size_t wish, uv_buf_t *buffer)
{
    (void)handle, (void)wish;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void wrote(uv_write_t *request, int err)
{
    (void)err;
    free(request);
}

static void respond(struct peer *peer)
{
    uv_write_t *request = malloc(sizeof *request);
    uv_buf_t buffer = uv_buf_init((char *)answer, sizeof answer - 1);

    if (!request || uv_write(request, (uv_stream_t *)&peer->socket, &buffer, 1, wrote))
        free(request);
}

static void came(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct peer *peer = stream->data;

    if (count < 0) {
        uv_close((uv_handle_t *)stream, closed);
        return;
    }
    for (ssize_t i = 0; i < count; i++) {
        char c = buffer->base[i];
        peer->matched = c == "\r\n\r\n"[peer->matched] ? peer->matched + 1 : c == '\r';
        if (peer->matched == 4) {
            peer->matched = 0;
            respond(peer);
        }
    }
}

static void connected(uv_stream_t *server, int err)
{
    struct peer *peer = err ? NULL : calloc(1, sizeof *peer);

    if (!peer)
        return;
    peer->socket.data = peer;
    uv_tcp_init(server->loop, &peer->socket);
    if (uv_accept(server, (uv_stream_t *)&peer->socket)) {
        uv_close((uv_handle_t *)&peer->socket, closed);
        return;
    }
    uv_tcp_nodelay(&peer->socket, 1);
    uv_read_start((uv_stream_t *)&peer->socket, lend, came);
}

int main(void)
{
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t server;
    struct sockaddr_in address;
    int length = sizeof address;

    uv_ip4_addr("127.0.0.1", 0, &address);
    if (uv_tcp_init(loop, &server) || uv_tcp_bind(&server, (struct sockaddr *)&address, 0) ||
        uv_listen((uv_stream_t *)&server, 4096, connected) || uv_tcp_getsockname(&server, (struct sockaddr *)&address, &length))
        return 1;
    printf("port %d\n", (address.sin_port >> 8 & 0xff) | (address.sin_port & 0xff) << 8);
    fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}

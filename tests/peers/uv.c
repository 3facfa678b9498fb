/* The peers' servers in C over libuv, by hand: callbacks, no library for HTTP. `http`: hello to a GET, its body to a POST; it looks for the end of a
 * head and for content-length, and knows neither paths, chunks nor deadlines. `echo`: what came goes back; `udp`: the same for datagrams. What it costs is what libuv's loop and the
 * system cost. `processes N`: runs `true` so often, ten at once. */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { AT_ONCE = 10 };

static const char hello[] = "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n\r\nhello\n";
static const char json[] = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %zu\r\n\r\n";

struct peer {
    uv_tcp_t socket;
    char *kept; /* the begin of a request whose rest has not come */
    size_t count;
};

struct answer {
    uv_write_t request;
    char bytes[];
};

static bool (*take)(struct peer *peer, const char *data, size_t count, size_t *used);
static char bytes[65536]; /* for whoever reads: it is looked at before the next read */
static int to_start, running;

static void lend(uv_handle_t *handle, size_t wish, uv_buf_t *buffer)
{
    (void)handle, (void)wish;
    *buffer = uv_buf_init(bytes, sizeof bytes);
}

static void closed(uv_handle_t *handle)
{
    struct peer *peer = handle->data;

    free(peer->kept);
    free(peer);
}

static void wrote(uv_write_t *request, int err)
{
    (void)err;
    free(request);
}

static void send_two(struct peer *peer, const char *head, size_t head_count, const char *body, size_t count)
{
    struct answer *answer = malloc(sizeof *answer + head_count + count);
    if (!answer)
        return;
    memcpy(answer->bytes, head, head_count);
    memcpy(answer->bytes + head_count, body, count);
    uv_buf_t buffer = uv_buf_init(answer->bytes, (unsigned)(head_count + count));
    if (uv_write(&answer->request, (uv_stream_t *)&peer->socket, &buffer, 1, wrote))
        free(answer);
}

static bool take_all(struct peer *peer, const char *data, size_t count, size_t *used)
{
    if (count == 0)
        return false;
    send_two(peer, data, count, "", 0);
    *used = count;
    return true;
}

/* One whole request, if there is one. */
static bool take_request(struct peer *peer, const char *data, size_t count, size_t *used)
{
    const char *end = memmem(data, count, "\r\n\r\n", 4), *length = NULL;
    char head[200];
    size_t body = 0;

    if (!end)
        return false;
    end += 4;
    for (const char *at = data; !length && *data == 'P' && (at = memmem(at, (size_t)(end - at), "\r\n", 2)); at += 2)
        if (strncasecmp(at + 2, "content-length:", 15) == 0)
            length = at + 17;
    if (length)
        body = strtoul(length, NULL, 10);
    *used = (size_t)(end - data) + body;
    if (*used > count)
        return false;
    if (length)
        send_two(peer, head, (size_t)snprintf(head, sizeof head, json, body), end, body);
    else
        send_two(peer, hello, sizeof hello - 1, "", 0);
    return true;
}

static void came(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer)
{
    struct peer *peer = stream->data;
    const char *data = buffer->base;
    size_t left = (size_t)count, used;

    if (count < 0) {
        uv_close((uv_handle_t *)stream, closed);
        return;
    }
    if (peer->kept) {
        peer->kept = realloc(peer->kept, peer->count + left);
        memcpy(peer->kept + peer->count, data, left);
        data = peer->kept;
        left += peer->count;
    }
    while (take(peer, data, left, &used))
        data += used, left -= used;
    char *rest = left ? malloc(left) : NULL;
    if (rest)
        memcpy(rest, data, left);
    free(peer->kept);
    peer->kept = rest;
    peer->count = left;
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

/* Sent at once when the system has room, else not at all: that is UDP. */
static void came_datagram(uv_udp_t *socket, ssize_t count, const uv_buf_t *buffer, const struct sockaddr *sender, unsigned flags)
{
    uv_buf_t back = uv_buf_init(buffer->base, (unsigned)(count > 0 ? count : 0));

    (void)flags;
    if (sender && count >= 0)
        (void)uv_udp_try_send(socket, &back, 1, sender);
}

static int serve_datagrams(uv_loop_t *loop)
{
    uv_udp_t socket;
    struct sockaddr_in address;
    int length = sizeof address;

    uv_ip4_addr("127.0.0.1", 0, &address);
    if (uv_udp_init(loop, &socket) || uv_udp_bind(&socket, (struct sockaddr *)&address, 0) ||
        uv_udp_recv_start(&socket, lend, came_datagram) || uv_udp_getsockname(&socket, (struct sockaddr *)&address, &length))
        return 1;
    printf("port %d\n", (address.sin_port >> 8 & 0xff) | (address.sin_port & 0xff) << 8);
    fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}

static void start_one(void);

static void ended(uv_process_t *process, int64_t code, int signal)
{
    if (code || signal)
        exit(1);
    running--;
    uv_close((uv_handle_t *)process, (uv_close_cb)free);
    start_one();
}

static void start_one(void)
{
    char *words[] = {"true", NULL};
    uv_process_options_t options = {.exit_cb = ended, .file = "true", .args = words};

    if (to_start == 0)
        return;
    to_start--;
    running++;
    if (uv_spawn(uv_default_loop(), calloc(1, sizeof(uv_process_t)), &options))
        exit(1);
}

int main(int count, char **words)
{
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t server;
    struct sockaddr_in address;
    int length = sizeof address;

    if (count > 2) {
        to_start = atoi(words[2]);
        for (int i = 0; i < AT_ONCE; i++)
            start_one();
        return uv_run(loop, UV_RUN_DEFAULT);
    }
    if (count > 1 && strcmp(words[1], "udp") == 0)
        return serve_datagrams(loop);
    take = count > 1 && strcmp(words[1], "echo") == 0 ? take_all : take_request;
    uv_ip4_addr("127.0.0.1", 0, &address);
    if (uv_tcp_init(loop, &server) || uv_tcp_bind(&server, (struct sockaddr *)&address, 0) ||
        uv_listen((uv_stream_t *)&server, 4096, connected) || uv_tcp_getsockname(&server, (struct sockaddr *)&address, &length))
        return 1;
    printf("port %d\n", (address.sin_port >> 8 & 0xff) | (address.sin_port & 0xff) << 8);
    fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}

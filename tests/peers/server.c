/* The server that peers are put before: hello, a body that goes back as it came, a body piece by piece. Without HTTP, for `echo` and `udp`: what came
 * goes back. It prints its port and serves until SIGINT. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../c/echo.h"
#include "weft.h"
#include "weft/http.h"
#include "weft/udp.h"

enum { BODY_MOST = 65536, PIECES = 100 };

static int send_back(weft_request *request)
{
    size_t count;
    char *body = malloc(BODY_MOST + 1);

    if (!body)
        return WEFT_NO_MEMORY;
    int err = weft_request_body(request, body, BODY_MOST + 1, &count);
    if (!err)
        err = weft_respond(request, 200, "application/json", body, count);
    free(body);
    return err;
}

/* A hundred lines of a hundred bytes, each in its turn. */
static int pieces(weft_request *request)
{
    char line[101];

    WEFT_TRY(weft_respond_begin(request, 200, "text/plain"));
    for (int i = 1; i <= PIECES; i++) {
        snprintf(line, sizeof line, "%99d\n", i);
        WEFT_TRY(weft_respond_write(request, line, 100));
        WEFT_TRY(weft_yield());
    }
    return weft_respond_end(request);
}

static int handle(weft_request *request, void *arg)
{
    (void)arg;
    if (strcmp(request->path, "/") == 0)
        return weft_respond_text(request, 200, "hello\n");
    if (strcmp(request->path, "/echo") == 0 && strcmp(request->method, "POST") == 0)
        return send_back(request);
    if (strcmp(request->path, "/pieces") == 0)
        return pieces(request);
    return weft_respond_text(request, 404, "there is nothing here\n");
}

static int echo_datagrams(void)
{
    char bytes[2048], sender[WEFT_ADDRESS_BYTES];
    size_t count;

    WEFT_UDP(socket);
    WEFT_TRY(weft_udp_open(&socket, "127.0.0.1", "0"));
    printf("port %d\n", weft_udp_port(&socket));
    for (;;) {
        WEFT_TRY(weft_receive_from(&socket, bytes, sizeof bytes, &count, sender));
        WEFT_TRY(weft_send_to(&socket, sender, bytes, count));
    }
}

static int amain(void *arg)
{
    weft_http http = {.handler = handle, .idle_time = 600};

    if (strcmp(arg, "udp") == 0)
        return echo_datagrams();
    WEFT_SERVER(server);
    if (strcmp(arg, "echo") == 0)
        WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    else
        WEFT_TRY(weft_http_start(&server, "127.0.0.1", "0", &http));
    printf("port %d\n", weft_server_port(&server));
    return weft_serve_forever(&server);
}

int main(int count, char **words)
{
    return weft_run(amain, count > 1 ? words[1] : "http");
}

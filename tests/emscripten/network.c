/* The machine's network in Node: a server and clients of its own, a page of the server whose address is the argument, by our own client and by
 * JavaScript's fetch, datagrams, and what goes wrong. */
#include <emscripten.h>
#include <stdio.h>
#include <string.h>
#include <weft.h>
#include <weft/http.h>
#include <weft/stream.h>
#include <weft/udp.h>

#include "../c/echo.h"

EM_ASYNC_JS(int, fetches, (const char *url), {
    const response = await fetch(UTF8ToString(url));
    return (await response.text()).length;
})

static int says(void *arg)
{
    weft_server *server = arg;
    WEFT_STREAM(stream);
    char port[8], line[100];

    snprintf(port, sizeof port, "%d", weft_server_port(server));
    WEFT_TRY(weft_connect(&stream, "localhost", port));
    WEFT_TRY(weft_write_text(&stream, "around\n"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("echo: %s", line);
    return WEFT_OK;
}

static int datagrams(void)
{
    WEFT_UDP(here);
    WEFT_UDP(there);
    char bytes[100], sender[WEFT_ADDRESS_BYTES];
    size_t count;

    WEFT_TRY(weft_udp_open(&here, "127.0.0.1", "0"));
    WEFT_TRY(weft_udp_open(&there, "127.0.0.1", "0"));
    WEFT_TRY(weft_send_to(&there, weft_udp_name(&here), "far", 3));
    WEFT_TRY(weft_receive_from(&here, bytes, sizeof bytes, &count, sender));
    printf("datagram: %.*s, from there: %d\n", (int)count, bytes, strcmp(sender, weft_udp_name(&there)) == 0);
    return WEFT_OK;
}

static int amain(void *arg)
{
    char **words = arg;
    WEFT_SERVER(server);
    WEFT_STREAM(stream);
    WEFT_RESPONSE(page);
    char body[100];

    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    WEFT_TRY(weft_gather({says, &server}, {says, &server}));
    int refused = weft_connect(&stream, "127.0.0.1", "1");
    printf("nobody there: %s\n", weft_error_name(refused));
    WEFT_TRY(weft_fetch(&page, words[1], .timeout = 10));
    WEFT_TRY(weft_response_body(&page, body, sizeof body, NULL));
    printf("%d %s\n", page.status, body);
    printf("fetch of JavaScript's: %d\n", fetches(words[1]));
    return datagrams();
}

int main(int argc, char **argv)
{
    (void)argc;
    return weft_run(amain, argv);
}

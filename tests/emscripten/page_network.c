/* The network of a page: fetch by weft_fetch, connections by WebSockets, servers inside of the program, and what there is not. The arguments are
 * the address of the page's own server, and the port of one of WebSockets. */
#include <stdio.h>
#include <string.h>
#include <weft.h>
#include <weft/http.h>
#include <weft/process.h>
#include <weft/stream.h>
#include <weft/udp.h>

#include "../c/echo.h"

static const char *page, *port;

static int fetches(const char *path, const char *body)
{
    WEFT_RESPONSE(response);
    char url[100], text[100];

    snprintf(url, sizeof url, "%s%s", page, path);
    WEFT_TRY(weft_fetch(&response, url, .body = body, .headers = "x-weft: yes\r\n"));
    const char *type = weft_response_header(&response, "content-type");
    WEFT_TRY(weft_response_body(&response, text, sizeof text, NULL));
    printf("%d %s: %s\n", response.status, type ? type : "-", text);
    return WEFT_OK;
}

static int reads_much(void)
{
    WEFT_RESPONSE(response);
    char url[100], some[4096];
    size_t count, all = 0;

    snprintf(url, sizeof url, "%s/much", page);
    WEFT_TRY(weft_fetch(&response, url));
    do {
        WEFT_TRY(weft_response_read(&response, some, sizeof some, &count));
        all += count;
    } while (count > 0);
    printf("much: %zu\n", all);
    return WEFT_OK;
}

static void fails(const char *what, int err)
{
    printf("%s: %s%s%s\n", what, weft_error_name(err), *weft_error_text() ? ": " : "", weft_error_text());
}

static int by_socket(void)
{
    WEFT_STREAM(stream);
    char line[100];

    WEFT_TRY(weft_connect(&stream, "127.0.0.1", port));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL)); /* the server speaks first */
    printf("socket: %s", line);
    WEFT_TRY(weft_write_text(&stream, "around\n"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("socket: %s", line);
    return WEFT_OK;
}

static int inside(void)
{
    WEFT_SERVER(server);
    WEFT_STREAM(stream);
    char own[8], line[100];

    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", echo, NULL));
    snprintf(own, sizeof own, "%d", weft_server_port(&server));
    WEFT_TRY(weft_connect(&stream, "localhost", own));
    WEFT_TRY(weft_write_text(&stream, "inside\n"));
    WEFT_TRY(weft_read_line(&stream, line, sizeof line, NULL));
    printf("%s", line);
    return WEFT_OK;
}

static int refusals(void)
{
    WEFT_RESPONSE(response);
    WEFT_STREAM(stream);
    WEFT_PROCESS(process);
    char url[100], line[100];

    fails("fetch", weft_fetch(&response, "http://127.0.0.1:1/"));
    fails("https", weft_fetch(&response, "https://127.0.0.1:1/"));
    fails("own authorities", weft_fetch(&response, "https://127.0.0.1:1/", .tls = &(weft_tls_options){.unverified = true}));
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", "1"));
    fails("socket", weft_read_line(&stream, line, sizeof line, NULL));
    fails("process", weft_process_start(&process, "node"));
    snprintf(url, sizeof url, "%s/never", page);
    printf("slow: %s\n", weft_error_name(weft_fetch(&response, url, .timeout = 0.2)));
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(fetches("/hello", NULL));
    WEFT_TRY(fetches("/echo", "what was sent"));
    WEFT_TRY(fetches("/nothing", NULL));
    WEFT_TRY(reads_much());
    WEFT_TRY(by_socket());
    WEFT_TRY(inside());
    WEFT_TRY(refusals());
    printf("over\n");
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    (void)argc;
    page = argv[1];
    port = argv[2];
    return weft_run(amain, NULL);
}

/* weft/serve.h: a program that is one HTTP handler. `weft serve FILE.c` runs it; so does every host that has sockets.
 *
 *     #include <weft/serve.h>
 *
 *     static int hello(weft_request *request, void *arg)
 *     {
 *         return weft_respond_text(request, 200, "hello\n");
 *     }
 *     WEFT_SERVE(hello)
 *
 *     $ weft serve hello.c
 *     weft: serves http://127.0.0.1:8080/ */
#ifndef WEFT_SERVE_H
#define WEFT_SERVE_H

#include "weft/http.h"

/* Defines main: it serves with this handler, and with more of `struct weft_http` behind it, until SIGINT or SIGTERM
 * (weft_serve_until_signal). The program takes as arguments `[ADDRESS:]PORT`, 127.0.0.1:8080 when there is none, and
 * the seconds that requests have at the end, 10. It ends with 0 after a signal, and with a sentence when it cannot
 * serve there.
 *
 *     WEFT_SERVE(hello, .body_most = 10 << 20) */
#define WEFT_SERVE(...)                                                                \
    int main(int argc, char **argv)                                                    \
    {                                                                                  \
        _Pragma("GCC diagnostic push")                                                 \
        _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")             \
        static weft_http http = {.handler = __VA_ARGS__};                              \
        _Pragma("GCC diagnostic pop")                                                  \
        return weft__serve_main(WEFT_HERE("serve"), argc, argv, &http);                \
    }

/* Serves until the program gets SIGINT or SIGTERM, and ends well: it takes no more connections, says so in answers that
 * are still to come, and waits until the requests under way are answered, for at most `grace` seconds; then it cancels
 * what is left. Another signal meanwhile cancels at once. OK after a signal; CANCELLED; and the errors of
 * weft_http_start. (hypercorn's graceful shutdown) */
WEFT_WAITS int weft_serve_until_signal(weft_place *place, const char *host, const char *port, const weft_http *http,
                                       double grace);
#define weft_serve_until_signal(host, port, http, grace) \
    weft_serve_until_signal(WEFT_HERE("until a signal"), host, port, http, grace)

int weft__serve_main(weft_place *place, int argc, char **argv, const weft_http *http);

#endif

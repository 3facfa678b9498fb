/* A program that is one handler: where it serves, and how it ends well. */
#include "http/http.h"
#include "weft/serve.h"

#undef weft_serve_until_signal

enum { HOST_BYTES = 64, GRACE_SECONDS = 10, GRACE_MOST = 100000 };

static weft_resource_kind a_service = {.name = "service", .noun = "the service"};
static weft_wait_kind for_signal = {.name = "serve", .words = "waits for a signal to end", .of = &a_service};
static weft_wait_kind for_answers = {.name = "serve", .words = "waits until its requests are answered", .of = &a_service};

/* One that serves. */
struct service {
    const weft_http *http;
    struct weft__resource resource;
    struct weft__list waiting; /* its own task */
    struct weft__list active;  /* requests under way */
    int signals;               /* that came */
};

struct under_way {
    struct weft__node node;
    weft_request *request;
};

/* Runs between two steps. */
static void stop(void *arg)
{
    struct service *service = arg;

    service->signals++;
    for (struct weft__node *node = service->active.first; node; node = node->next) /* it is the last one of its connection */
        weft__owner(node, struct under_way, node)->request->message.keeps = false;
    weft__wake_all(&service->waiting, WEFT_OK, false);
}

/* The handler of others. What it began to answer is ended here, so that nothing of it is left when none is under way. */
static int answer(weft_request *request, void *arg)
{
    struct service *service = arg;
    struct under_way own = {.request = request};

    if (service->signals)
        request->message.keeps = false;
    weft__list_append(&service->active, &own.node);
    int err = service->http->handler(request, service->http->arg);
    if (!err && request->begun && !request->ended)
        err = weft_respond_end(weft__last_place(), request);
    weft__list_remove(&service->active, &own.node);
    if (!service->active.first && service->signals)
        weft__wake_all(&service->waiting, WEFT_OK, false);
    return err;
}

__attribute__((noinline)) static int wait(weft_place *place, struct service *service, weft_wait_kind *kind)
{
    return weft__park(&(struct weft__wait){.place = place, .kind = kind, .list = &service->waiting, .resource = &service->resource});
}

/* Until all is answered, the time is over, or somebody is impatient. */
static int see_off(weft_place *place, struct service *service, double grace)
{
    weft_timeout timeout = {.active = false};
    int err = WEFT_OK;

    WEFT_TRY(weft_timeout_begin(place, &timeout, grace));
    while (!err && service->active.first && service->signals == 1) /* mutant: serve-waits */
        err = wait(place, service, &for_answers);
    err = weft_timeout_end(&timeout, err);
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

/* `weft serve` looks for this line. */
static void say_where(const weft_server *server, bool secure)
{
    weft__say("weft: serves %s://%s/\n", secure ? "https" : "http", weft_server_name(server));
}

int weft_serve_until_signal(weft_place *place, const char *host, const char *port, const weft_http *http, double grace)
{
    struct service service = {.http = http, .resource = {.name = port}};
    WEFT_HANDLE(interrupt);
    WEFT_HANDLE(terminate);
    WEFT_SERVER(server);

    if (!http || !http->handler || !(grace >= 0))
        return WEFT_INVALID;
    weft_http counted = *http;
    counted.handler = answer;
    counted.arg = &service;
    WEFT_TRY(weft_on_signal(place, &interrupt, WEFT_SIGINT, stop, &service));
    WEFT_TRY(weft_on_signal(place, &terminate, WEFT_SIGTERM, stop, &service));
    WEFT_TRY(weft_http_start(place, &server, host, port, &counted));
    say_where(&server, http->tls != NULL);
    int err = WEFT_OK;
    while (!err && !service.signals)
        err = wait(place, &service, &for_signal);
    weft_server_close(&server);
    return err ? err : see_off(place, &service, grace); /* leaving the scope cancels what is left, and waits for it */
}

/* ---- main ---- */

struct place_to_serve {
    weft_place *place;
    const weft_http *http;
    char host[HOST_BYTES];
    const char *port;
    double grace;
};

/* "8080", "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0". */
static bool read_address(const char *text, struct place_to_serve *to)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    unsigned port = 0;

    to->port = colon ? colon + 1 : text;
    for (const char *at = to->port; *at && port <= 65535; at++)
        port = *at >= '0' && *at <= '9' ? port * 10 + (unsigned)(*at - '0') : 65536;
    if (!*to->port || port > 65535 || (colon && length == 0))
        return false;
    if (colon && *text == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    if (length >= sizeof to->host)
        return false;
    if (colon) {
        memcpy(to->host, text, length);
        to->host[length] = '\0';
    }
    return true;
}

static bool read_arguments(int argc, char **argv, struct place_to_serve *to)
{
    int64_t grace;
    const char *at = argc > 2 ? argv[2] : "";

    if (argc > 1 && !read_address(argv[1], to)) {
        weft__say("weft: %s is no place to serve at; give a port, or an address and a port, as in 127.0.0.1:8080\n", argv[1]);
        return false;
    }
    if (argc > 2 && (!weft__option_seconds(&at, &grace) || *at || grace > (int64_t)GRACE_MOST * 1000000000)) {
        weft__say("weft: %s is no time for the requests at the end; give seconds, as 10 or 2.5\n", argv[2]);
        return false;
    }
    if (argc > 2)
        to->grace = (double)grace / 1e9;
    return true;
}

static int serve(void *arg)
{
    struct place_to_serve *to = arg;

    if (weft__serve_one)
        return weft__serve_one(to->place, to->http);
    if (weft__net_choice() == WEFT__NET_INSIDE && !weft__clock_virtual() && weft__options.net != WEFT__NET_INSIDE) /* nobody could come */
        return weft__io_fail(to->place, WEFT_UNSUPPORTED, "this host has no sockets: no server at ", to->port, 0);
    return weft_serve_until_signal(to->place, to->host, to->port, to->http, to->grace);
}

int weft__serve_main(weft_place *place, int argc, char **argv, const weft_http *http)
{
    struct place_to_serve to = {.place = place, .http = http, .host = "127.0.0.1", .port = "8080", .grace = GRACE_SECONDS};

    return read_arguments(argc, argv, &to) ? weft_run(place, serve, &to) : WEFT_EXIT_OPTION;
}

/* weft/http.h: HTTP/1.1 over streams. A handler for each request, and weft_fetch for pages of others.
 *
 *     static int hello(weft_request *request, void *arg)
 *     {
 *         if (strcmp(request->path, "/") != 0)
 *             return weft_respond_text(request, 404, "there is nothing here\n");
 *         return weft_respond_text(request, 200, "hello\n");
 *     }
 *     static int amain(void *arg) { return weft_serve_http("127.0.0.1", "8080", hello, NULL); }
 *
 * Texts that a request or a response gives (path, headers) end with a NUL and live as long as it does. Names of headers
 * are compared without regard to case. */
#ifndef WEFT_HTTP_H
#define WEFT_HTTP_H

#include "weft/stream.h"
#include "weft/tls.h"

struct weft__header { const char *name, *value; };

/* What both sides know of a message that comes in. */
struct weft__message {
    char *head;                                   /* its texts lie here */
    size_t head_room;
    struct weft__header *headers;                 /* behind the head */
    size_t header_count;
    int minor;                                    /* HTTP/1.minor */
    bool keeps;                                   /* the connection may be used again */
    bool chunked, until_end, skips;
    uint64_t left;                                /* bytes of the body, or of its chunk */
    uint64_t most;                                /* bytes of a whole body */
};

/* ---- HTTP servers -------------------------------------------------------------------------------------------------
 *
 *     static int add(weft_request *request, void *arg)
 *     {
 *         char body[1000];
 *         size_t count;
 *         WEFT_TRY(weft_request_body(request, body, sizeof body, &count));
 *         ...
 *         return weft_respond(request, 201, "application/json", answer, length);
 *     } */

/* A request as its handler sees it. */
typedef struct weft_request {
    const char *method;  /* "GET" */
    const char *path;    /* "/a/b c": decoded, up to the '?' */
    const char *query;   /* what follows the '?', as it came; "" for none */
    const char *target;  /* both, as they came: "/a/b%20c?d=e" */
    weft_stream *stream; /* the connection, for its names */
    /* private */
    struct weft__message message;
    char *path_copy;
    size_t path_room;
    char *out;           /* headers of the response that will begin */
    size_t out_room, out_count;
    int status;
    bool begun, ended, out_chunked, has_length, is_head, expects;
} weft_request;

/* What runs for each request, in the task of its connection: the requests of one connection come one after the other.
 * It responds by one of the functions below. When it returns an error and has not responded, the client gets status
 * 500 and the error goes to weft_on_error; when it returns OK without a response, the client gets 204. */
typedef int weft_http_function(weft_request *request, void *arg);

/* What a server is like. Zero is a sensible value everywhere. */
typedef struct weft_http {
    weft_http_function *handler;
    void *arg;
    size_t head_most;   /* bytes of a request's head: 16 384; more is answered by 431 */
    uint64_t body_most; /* bytes of its body: 1 MiB; more is answered by 413. UINT64_MAX: no limit */
    double head_time;   /* seconds for a head to come: 10; then 408 */
    double idle_time;   /* seconds between two requests of a connection: 60 */
    const weft_tls_options *tls; /* https: with this certificate and key; NULL: http. TLS must begin within
                                    `head_time` */
} weft_http;

/* Serves on `host` and `port` until this task is cancelled; see weft_serve. OK never; CANCELLED, and the errors of
 * weft_server_start. */
WEFT_WAITS int weft_serve_http(weft_place *place, const char *host, const char *port, weft_http_function *handler,
                               void *arg);
#define weft_serve_http(host, port, handler, arg) weft_serve_http(WEFT_HERE(#handler), host, port, handler, arg)

/* weft_server_start for HTTP. `http` must live as long as the server. INVALID also when its `tls` is not
 * `.server_side`. */
WEFT_WAITS int weft_http_start(weft_place *place, weft_server *server, const char *host, const char *port,
                               weft_http *http);
#define weft_http_start(server, host, port, http) weft_http_start(WEFT_HERE(#server), server, host, port, http)

/* The value of a header, NULL when it was not sent; of several with one name the first. */
const char *weft_request_header(const weft_request *request, const char *name);

/* Copies the value of a field of the query, decoded: "b" of "a=1&b=x%20y" is "x y". False when there is none, or when
 * it has no room. */
bool weft_request_query(const weft_request *request, const char *name, char *value, size_t size);

/* The next bytes of the body; none at its end. OK, CANCELLED, RESET, LIMIT (it is longer than the server allows),
 * INCOMPLETE, INVALID (its chunks are no chunks), NO_MEMORY. */
WEFT_WAITS int weft_request_read(weft_place *place, weft_request *request, void *bytes, size_t size, size_t *count);
#define weft_request_read(request, bytes, size, count) \
    weft_request_read(WEFT_HERE(#request), request, bytes, size, count)

/* The whole body, with a NUL behind it. LIMIT: it has no room in `size` bytes. Else as weft_request_read. */
WEFT_WAITS int weft_request_body(weft_place *place, weft_request *request, char *bytes, size_t size, size_t *count);
#define weft_request_body(request, bytes, size, count) \
    weft_request_body(WEFT_HERE(#request), request, bytes, size, count)

/* Adds a header to the response that will begin. INVALID: a name or value that no header can have. USAGE: the response
 * has begun. NO_MEMORY. */
WEFT_CHECKED int weft_respond_header(weft_request *request, const char *name, const char *value);

/* The whole response: a status such as 200, the type of the body ("text/plain; charset=utf-8"; NULL for none), and the
 * body. OK, CANCELLED, RESET, NO_MEMORY, USAGE (it has responded already), INVALID. */
WEFT_WAITS int weft_respond(weft_place *place, weft_request *request, int status, const char *type, const void *body,
                            size_t count);
#define weft_respond(request, status, type, body, count) \
    weft_respond(WEFT_HERE(#request), request, status, type, body, count)

/* The same with a text. */
#define weft_respond_text(request, status, text)                                                                   \
    (__extension__({                                                                                               \
        const char *weft__text = (text);                                                                           \
        (weft_respond)(WEFT_HERE(#request), request, status, "text/plain; charset=utf-8", weft__text,              \
                       weft__length(weft__text));                                                                  \
    }))

/* Begins a response whose body comes piece by piece, by weft_respond_write. It ends with weft_respond_end, or when the
 * handler returns. Errors as weft_respond. */
WEFT_WAITS int weft_respond_begin(weft_place *place, weft_request *request, int status, const char *type);
#define weft_respond_begin(request, status, type) weft_respond_begin(WEFT_HERE(#request), request, status, type)
WEFT_WAITS int weft_respond_write(weft_place *place, weft_request *request, const void *bytes, size_t count);
#define weft_respond_write(request, bytes, count) weft_respond_write(WEFT_HERE(#request), request, bytes, count)
WEFT_WAITS int weft_respond_end(weft_place *place, weft_request *request);
#define weft_respond_end(request) weft_respond_end(WEFT_HERE(#request), request)

/* ---- HTTP clients -------------------------------------------------------------------------------------------------
 *
 *     WEFT_RESPONSE(page);
 *     WEFT_TRY(weft_fetch(&page, "http://127.0.0.1:8080/", .timeout = 10));
 *     printf("%d %s\n", page.status, weft_response_header(&page, "content-type")); */

struct weft__link;

/* A response; also what keeps its connection. */
typedef struct weft_response {
    int status;       /* 200 */
    char url[256];    /* where it came from, after redirects; cut when it is longer */
    /* private */
    struct weft__link *link;
    struct weft__message message;
} weft_response;

/* Declares one. When the scope is left, its connection is kept for the next fetch from the same server if the body was
 * read to its end, and closed if not. */
#define WEFT_RESPONSE(variable) \
    weft_response variable __attribute__((cleanup(weft__response_leave), unused)) = {.status = 0}

/* How to fetch. */
typedef struct weft_fetch_options {
    const char *url;     /* the first, and without its name */
    const char *method;  /* "GET"; "POST" when there is a body */
    const void *body;
    size_t body_count;   /* 0: `body` is a text */
    const char *type;    /* of the body; NULL: none is sent */
    const char *headers; /* more of them, as in "accept: text/html\r\nx-a: b\r\n" */
    double timeout;      /* seconds until the head has come; 0: no limit */
    int redirects;       /* how many are followed: 10; -1: none */
    size_t head_most;    /* bytes of the response's head: 16 384 */
    const weft_tls_options *tls; /* of https: authorities, a certificate of this side; NULL: verified, with the system's
                                    authorities */
} weft_fetch_options;

/* Asks for a URL and waits for the head of the response; options follow it as `.name = value`. Any status is OK.
 * TIMEOUT, CANCELLED, REFUSED, NOT_FOUND, RESET, INCOMPLETE; INVALID (no such URL, or what came is no HTTP); LIMIT
 * (too many redirects, or a head that is too long); INSECURE (https: see weft_start_tls, whose codes it has);
 * UNSUPPORTED (https on a host that has no TLS); USAGE (no task).
 * (aiohttp's session.get) */
WEFT_WAITS int weft_fetch(weft_place *place, weft_response *response, const weft_fetch_options *options);
#define weft_fetch(response, ...) weft_fetch(WEFT_HERE(#response), response, &(weft_fetch_options){.url = __VA_ARGS__})

/* The value of a header, NULL when it was not sent. */
const char *weft_response_header(const weft_response *response, const char *name);

/* The next bytes of the body; none at its end. OK, CANCELLED, RESET, INCOMPLETE, INVALID, NO_MEMORY. */
WEFT_WAITS int weft_response_read(weft_place *place, weft_response *response, void *bytes, size_t size, size_t *count);
#define weft_response_read(response, bytes, size, count) \
    weft_response_read(WEFT_HERE(#response), response, bytes, size, count)

/* The whole body, with a NUL behind it. LIMIT: it has no room in `size` bytes. Else as weft_response_read. */
WEFT_WAITS int weft_response_body(weft_place *place, weft_response *response, char *bytes, size_t size, size_t *count);
#define weft_response_body(response, bytes, size, count) \
    weft_response_body(WEFT_HERE(#response), response, bytes, size, count)

void weft__response_leave(weft_response *response);

#endif

/* A component that is one HTTP handler (`wasi:http/incoming-handler`). Each request is one run of the program: its server listens on the network
 * inside, the request goes there as bytes, and what comes back is the response. So a handler sees here what it sees everywhere: limits, keep-alive and
 * errors are the same code. */
#include "messages.h"

#include <stdio.h>
#include <stdlib.h>

extern void __wasm_call_ctors(void);
extern int __main_void(void);

struct finished { uint8_t failed; _Alignas(8) char error[56]; }; /* an error-code has at most so many bytes */

enum { WRITE_MOST = 4096 };

FROM("http/types", "[method]fields.entries") void http_entries(handle fields, struct list *entries);
FROM("http/types", "[method]incoming-request.method") void http_method(handle request, struct method *method);
FROM("http/types", "[method]incoming-request.path-with-query") void http_path(handle request, struct option *path);
FROM("http/types", "[method]incoming-request.authority") void http_authority(handle request, struct option *authority);
FROM("http/types", "[method]incoming-request.headers") handle http_headers(handle request);
FROM("http/types", "[method]incoming-request.consume") void http_consume(handle request, struct handles *body);
FROM("http/types", "[resource-drop]incoming-request") void http_drop_request(handle request);
FROM("http/types", "[method]incoming-body.stream") void http_body_stream(handle body, struct handles *in);
FROM("http/types", "[resource-drop]incoming-body") void http_drop_body(handle body);
FROM("http/types", "[constructor]outgoing-response") handle http_response(handle fields);
FROM("http/types", "[method]outgoing-response.set-status-code") int32_t http_set_status(handle response, int32_t status);
FROM("http/types", "[method]outgoing-response.body") void http_response_body(handle response, struct handles *body);
FROM("http/types", "[method]outgoing-body.write") void http_body_write(handle body, struct handles *out);
FROM("http/types", "[resource-drop]outgoing-body") void http_drop_body_out(handle body);
FROM("http/types", "[static]outgoing-body.finish") void http_finish(handle body, int32_t has_trailers, handle trailers, struct finished *answer);
FROM("http/types", "[static]response-outparam.set")
void http_set(handle to, int32_t failed, int32_t response, int32_t a, int64_t b, int32_t c, int32_t d, int32_t e, int32_t f);

/* The one that this instance has; it is over when `to` is 0. */
static struct { handle request, to; } now;

/* ---- the request ---- */

/* At most one byte more than the server takes, so that it refuses what is too long. */
static void read_body(struct weft__text *body, uint64_t most)
{
    struct handles whole, in;
    struct bytes part = {0};

    http_consume(now.request, &whole);
    if (whole.failed)
        return;
    http_body_stream(whole.first, &in);
    while (!in.failed && !body->failed && body->count <= most) {
        wasi_read_blocking(in.first, 65536, &part);
        if (part.failed)
            break;
        weft__text_add(body, part.list.items, part.list.count);
        free(part.list.items);
    }
    if (part.failed && part.error == 0)
        wasi_drop_error(part.why);
    if (!in.failed)
        wasi_drop_in(in.first);
    http_drop_body(whole.first);
}

static int send_request(weft_place *place, weft_stream *server, uint64_t body_most, bool *is_head)
{
    struct component_request request = {.method = {0}};

    read_body(&request.body, body_most);
    http_method(now.request, &request.method);
    http_path(now.request, &request.path);
    http_authority(now.request, &request.authority);
    handle fields = http_headers(now.request);
    http_entries(fields, &request.fields);
    http_drop_fields(fields);
    *is_head = request.method.which == HEAD_METHOD;
    return component_send_request(place, server, &request);
}

/* ---- the response ---- */

/* False: the client has gone. */
static bool write_out(handle out, const char *bytes, size_t count)
{
    struct written answer;

    for (size_t at = 0; at < count; at += WRITE_MOST) {
        wasi_write_blocking(out, bytes + at, count - at < WRITE_MOST ? count - at : WRITE_MOST, &answer);
        if (answer.failed && answer.error == 0)
            wasi_drop_error(answer.why);
        if (answer.failed)
            return false;
    }
    return true;
}

static int pass_body(weft_place *place, weft_stream *server, struct weft__message *message, handle body)
{
    struct handles out;
    struct finished answer;
    char bytes[WRITE_MOST];
    size_t count;
    int err;

    http_body_write(body, &out);
    do
        err = weft__body_read(place, server, message, bytes, sizeof bytes, &count);
    while (!err && count > 0 && write_out(out.first, bytes, count));
    wasi_drop_out(out.first);
    if (err)
        http_drop_body_out(body); /* not finished: the client sees that this is not all */
    else
        http_finish(body, 0, 0, &answer);
    return err;
}

static int receive_response(weft_place *place, weft_stream *server, struct weft__message *message, bool is_head)
{
    int status;
    handle fields;
    struct handles body;

    WEFT_TRY(component_read_head(place, server, message, is_head, &status, &fields));
    handle response = http_response(fields);
    (void)http_set_status(response, status);
    http_response_body(response, &body);
    http_set(now.to, 0, response, 0, 0, 0, 0, 0, 0);
    now.to = 0;
    return pass_body(place, server, message, body.first);
}

/* One request, in the program's main task. */
int weft__serve_one(weft_place *place, const weft_http *given)
{
    weft_http http = *given;
    struct weft__message message = {0};
    bool is_head;
    WEFT_SERVER(server);
    WEFT_STREAM(client);

    WEFT_TRY(weft_http_start(place, &server, "127.0.0.1", "80", &http));
    WEFT_TRY(weft_connect(place, &client, "127.0.0.1", "80"));
    WEFT_TRY(send_request(place, &client, http.body_most ? http.body_most : BODY_MOST, &is_head));
    int err = receive_response(place, &client, &message, is_head);
    weft__message_free(&message);
    return err;
}

/* ---- what the host calls ---- */

__attribute__((export_name("wasi:http/incoming-handler@0.2.0#handle"))) void component_handle(handle request, handle to)
{
    static bool begun;

    if (!begun)
        __wasm_call_ctors();
    begun = true;
    weft_base.host_flags = HOST_TAKES_OPERATIONS;
    now.request = request;
    now.to = to;
    (void)__main_void();
    (void)fflush(NULL);
    if (now.to)
        http_set(now.to, 1, INTERNAL_ERROR, 0, 0, 0, 0, 0, 0);
    http_drop_request(request);
}

/* A component that is one HTTP handler (`wasi:http/incoming-handler`). Each request is one run of the program: its server listens on the network
 * inside, the request goes there as bytes, and what comes back is the response. So a handler sees here what it sees everywhere: limits, keep-alive and
 * errors are the same code. */
#include "component.h"

#include "http/http.h"
#include "weft/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

extern void __wasm_call_ctors(void);
extern int __main_void(void);

struct option { uint8_t is_some; struct text text; };
struct method { uint8_t which; struct text other; };
struct field { struct text name, value; };
struct finished { uint8_t failed; _Alignas(8) char error[56]; }; /* an error-code has at most so many bytes */

enum { OTHER_METHOD = 9, INTERNAL_ERROR = 38, WRITE_MOST = 4096, BODY_MOST = 1 << 20 };

FROM("http/types", "[constructor]fields") handle http_fields(void);
FROM("http/types", "[method]fields.append")
void http_append(handle fields, const char *name, size_t length, const char *value, size_t count, void *answer);
FROM("http/types", "[method]fields.entries") void http_entries(handle fields, struct list *entries);
FROM("http/types", "[resource-drop]fields") void http_drop_fields(handle fields);
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

/* ---- the request, as bytes ---- */

/* What is said anew, because the connection is another one. */
static bool is_about_connection(const struct text *name)
{
    static const char *const those[] = {"host", "connection", "keep-alive", "transfer-encoding", "content-length", "expect", "upgrade"};

    for (size_t i = 0; i < sizeof those / sizeof *those; i++)
        if (strlen(those[i]) == name->count && strncasecmp(those[i], name->bytes, name->count) == 0)
            return true;
    return false;
}

static void add_method(struct weft__text *text)
{
    static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};
    struct method method;

    http_method(now.request, &method);
    if (method.which < OTHER_METHOD)
        weft__text_add_text(text, known[method.which]);
    else
        weft__text_add(text, method.other.bytes, method.other.count);
}

static void add_headers(struct weft__text *text)
{
    struct list entries;
    handle fields = http_headers(now.request);

    http_entries(fields, &entries);
    http_drop_fields(fields);
    const struct field *field = entries.items;
    for (size_t i = 0; i < entries.count; i++) {
        if (is_about_connection(&field[i].name))
            continue;
        weft__text_add(text, field[i].name.bytes, field[i].name.count);
        weft__text_add_text(text, ": ");
        weft__text_add(text, field[i].value.bytes, field[i].value.count);
        weft__text_add_text(text, "\r\n");
    }
}

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

static int send_request(weft_place *place, weft_stream *server, uint64_t body_most)
{
    struct weft__text text = {0}, body = {0};
    struct option part;

    read_body(&body, body_most);
    add_method(&text);
    http_path(now.request, &part);
    weft__text_add_text(&text, " ");
    weft__text_add(&text, part.is_some ? part.text.bytes : "/", part.is_some ? part.text.count : 1);
    http_authority(now.request, &part);
    weft__text_add_text(&text, " HTTP/1.1\r\nhost: ");
    weft__text_add(&text, part.text.bytes, part.is_some ? part.text.count : 0);
    weft__text_add_text(&text, "\r\nconnection: close\r\ncontent-length: ");
    weft__text_add_number(&text, body.count, 10);
    weft__text_add_text(&text, "\r\n");
    add_headers(&text);
    weft__text_add_text(&text, "\r\n");
    weft__text_add(&text, body.bytes, body.count);
    int err = text.failed || body.failed ? WEFT_NO_MEMORY : weft_write(place, server, text.bytes, text.count);
    weft__free(text.bytes, text.room);
    weft__free(body.bytes, body.room);
    return err;
}

/* ---- the response ---- */

static handle begin_response(const struct weft__message *message, int status)
{
    char answer[16];
    handle fields = http_fields();

    for (size_t i = 0; i < message->header_count; i++) {
        const struct weft__header *header = &message->headers[i];
        if (!weft__same_name(header->name, "connection") && !weft__same_name(header->name, "transfer-encoding"))
            http_append(fields, header->name, strlen(header->name), header->value, strlen(header->value), answer);
    }
    handle response = http_response(fields);
    (void)http_set_status(response, status);
    return response;
}

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
    size_t count;
    char *line;
    struct handles body;

    WEFT_TRY(weft__head_read(place, server, message, WEFT__HEAD_MOST * 4, &count));
    WEFT_TRY(count > 0 ? weft__head_parse(message, count, &line) : WEFT_INCOMPLETE);
    int status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    message->minor = 1;
    message->most = UINT64_MAX;
    WEFT_TRY(weft__body_begin(message, true));
    if (is_head || status == 204 || status == 304) {
        message->chunked = message->until_end = false;
        message->left = 0;
    }
    handle response = begin_response(message, status);
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
    struct method method;
    WEFT_SERVER(server);
    WEFT_STREAM(client);

    http_method(now.request, &method);
    WEFT_TRY(weft_http_start(place, &server, "127.0.0.1", "80", &http));
    WEFT_TRY(weft_connect(place, &client, "127.0.0.1", "80"));
    WEFT_TRY(send_request(place, &client, http.body_most ? http.body_most : BODY_MOST));
    int err = receive_response(place, &client, &message, method.which == 1);
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

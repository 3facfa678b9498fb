/* A request of the host as bytes for the server inside, and the head of its response, for handlers of both versions of WASI. */
#include "messages.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { OTHER_METHOD = 9 };

FROM("http/types", "[constructor]fields") handle http_fields(void);
FROM("http/types", "[method]fields.append")
void http_append(handle fields, const char *name, size_t length, const char *value, size_t count, void *answer);

struct field { struct text name, value; };

/* What is said anew, because the connection is another one. */
static bool is_about_connection(const struct text *name)
{
    static const char *const those[] = {"host", "connection", "keep-alive", "transfer-encoding", "content-length", "expect", "upgrade"};

    for (size_t i = 0; i < sizeof those / sizeof *those; i++)
        if (strlen(those[i]) == name->count && strncasecmp(those[i], name->bytes, name->count) == 0)
            return true;
    return false;
}

static void add_method(struct weft__text *text, const struct method *method)
{
    static const char *const known[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

    if (method->which < OTHER_METHOD)
        weft__text_add_text(text, known[method->which]);
    else
        weft__text_add(text, method->other.bytes, method->other.count);
}

static void add_headers(struct weft__text *text, const struct list *fields)
{
    const struct field *field = fields->items;

    for (size_t i = 0; i < fields->count; i++) {
        if (is_about_connection(&field[i].name))
            continue;
        weft__text_add(text, field[i].name.bytes, field[i].name.count);
        weft__text_add_text(text, ": ");
        weft__text_add(text, field[i].value.bytes, field[i].value.count);
        weft__text_add_text(text, "\r\n");
    }
}

static void free_text(const struct text *text)
{
    if (text->count > 0)
        free((void *)text->bytes);
}

static void free_request(struct component_request *request)
{
    const struct field *field = request->fields.items;

    for (size_t i = 0; i < request->fields.count; i++) {
        free_text(&field[i].name);
        free_text(&field[i].value);
    }
    if (request->fields.count > 0)
        free(request->fields.items);
    if (request->method.which >= OTHER_METHOD)
        free_text(&request->method.other);
    if (request->path.is_some)
        free_text(&request->path.text);
    if (request->authority.is_some)
        free_text(&request->authority.text);
    weft__free(request->body.bytes, request->body.room);
}

int component_send_request(weft_place *place, weft_stream *server, struct component_request *request)
{
    const struct option *path = &request->path, *authority = &request->authority;
    struct weft__text text = {0};

    add_method(&text, &request->method);
    weft__text_add_text(&text, " ");
    weft__text_add(&text, path->is_some ? path->text.bytes : "/", path->is_some ? path->text.count : 1);
    weft__text_add_text(&text, " HTTP/1.1\r\nhost: ");
    weft__text_add(&text, authority->text.bytes, authority->is_some ? authority->text.count : 0);
    weft__text_add_text(&text, "\r\nconnection: close\r\ncontent-length: ");
    weft__text_add_number(&text, request->body.count, 10);
    weft__text_add_text(&text, "\r\n");
    add_headers(&text, &request->fields);
    weft__text_add_text(&text, "\r\n");
    weft__text_add(&text, request->body.bytes, request->body.count);
    bool failed = text.failed || request->body.failed;
    free_request(request);
    int err = failed ? WEFT_NO_MEMORY : weft_write(place, server, text.bytes, text.count);
    weft__free(text.bytes, text.room);
    return err;
}

static handle fields_of(const struct weft__message *message)
{
    char answer[20];
    handle fields = http_fields();

    for (size_t i = 0; i < message->header_count; i++) {
        const struct weft__header *header = &message->headers[i];
        if (!weft__same_name(header->name, "connection") && !weft__same_name(header->name, "transfer-encoding"))
            http_append(fields, header->name, strlen(header->name), header->value, strlen(header->value), answer);
    }
    return fields;
}

int component_read_head(weft_place *place, weft_stream *server, struct weft__message *message, bool is_head, int *status, handle *fields)
{
    size_t count;
    char *line;

    WEFT_TRY(weft__head_read(place, server, message, WEFT__HEAD_MOST * 4, &count));
    WEFT_TRY(count > 0 ? weft__head_parse(message, count, &line) : WEFT_INCOMPLETE);
    *status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    message->minor = 1;
    message->most = UINT64_MAX;
    WEFT_TRY(weft__body_begin(message, true));
    if (is_head || *status == 204 || *status == 304) {
        message->chunked = message->until_end = false;
        message->left = 0;
    }
    *fields = fields_of(message);
    return WEFT_OK;
}

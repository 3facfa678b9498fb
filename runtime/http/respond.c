/* Responses: the head grows in a buffer, and goes out together with the first bytes of the body. */
#include "http/http.h"

const char *weft__status_words(int status)
{
    static const struct { int status; const char *words; } known[] = {
        {100, "Continue"}, {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"}, {206, "Partial Content"},
        {301, "Moved Permanently"}, {302, "Found"}, {303, "See Other"}, {304, "Not Modified"}, {307, "Temporary Redirect"},
        {308, "Permanent Redirect"}, {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
        {405, "Method Not Allowed"}, {406, "Not Acceptable"}, {408, "Request Timeout"}, {409, "Conflict"}, {410, "Gone"},
        {411, "Length Required"}, {413, "Content Too Large"}, {415, "Unsupported Media Type"}, {417, "Expectation Failed"},
        {422, "Unprocessable Content"}, {429, "Too Many Requests"}, {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"}, {501, "Not Implemented"}, {502, "Bad Gateway"}, {503, "Service Unavailable"},
        {504, "Gateway Timeout"}, {505, "HTTP Version Not Supported"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].words;
    return "Unknown";
}

/* ---- the buffer of a request, as a text ---- */

static struct weft__text take_text(weft_request *request)
{
    return (struct weft__text){request->out, request->out_count, request->out_room, false};
}

static int put_text(weft_request *request, const struct weft__text *text)
{
    request->out = text->bytes;
    request->out_count = text->count;
    request->out_room = text->room;
    return text->failed ? WEFT_NO_MEMORY : WEFT_OK;
}

int weft_respond_header(weft_request *request, const char *name, const char *value)
{
    if (request->begun)
        return WEFT_USAGE;
    if (!name || !value || !weft__is_token(name, strlen(name)) || !weft__is_value(value) || weft__same_name(name, "transfer-encoding") ||
        weft__same_name(name, "content-length"))
        return WEFT_INVALID;
    struct weft__text text = take_text(request);
    size_t before = text.count;
    weft__text_add_header(&text, name, value);
    if (text.failed)
        text.count = before;
    if (weft__same_name(name, "connection") && weft__list_names(value, "close"))
        request->message.keeps = false;
    return put_text(request, &text);
}

/* The head as a whole: the line of the status, the headers that are there already, and ours. */
static struct weft__text make_head(weft_request *request, int status, const char *type, uint64_t length, bool has_length)
{
    struct weft__text head = {0};
    bool no_body = status == 204 || status == 304 || status < 200;

    weft__text_add_text(&head, "HTTP/1.1 ");
    weft__text_add_number(&head, (uint64_t)status, 10);
    weft__text_add_text(&head, " ");
    weft__text_add_text(&head, weft__status_words(status));
    weft__text_add_text(&head, "\r\n");
    weft__text_add(&head, request->out, request->out_count);
    if (type)
        weft__text_add_header(&head, "content-type", type);
    if (has_length && !no_body) {
        weft__text_add_text(&head, "content-length: ");
        weft__text_add_number(&head, length, 10);
        weft__text_add_text(&head, "\r\n");
    }
    if (request->out_chunked)
        weft__text_add_header(&head, "transfer-encoding", "chunked");
    if (!request->message.keeps)
        weft__text_add_header(&head, "connection", "close");
    else if (request->message.minor == 0)
        weft__text_add_header(&head, "connection", "keep-alive");
    weft__text_add_text(&head, "\r\n");
    return head;
}

static int check(const weft_request *request, int status, const char *type)
{
    if (request->begun)
        return WEFT_USAGE;
    return status >= 200 && status <= 599 && (!type || weft__is_value(type)) ? WEFT_OK : WEFT_INVALID;
}

/* Hands it over, and the text is gone. */
static int send(weft_place *place, weft_request *request, struct weft__text *text)
{
    int err = text->failed ? WEFT_NO_MEMORY : weft_write(place, request->stream, text->bytes, text->count);

    weft__free(text->bytes, text->room);
    return err;
}

int weft_respond(weft_place *place, weft_request *request, int status, const char *type, const void *body, size_t count)
{
    enum { TOGETHER_MOST = 65536 };

    WEFT_TRY(check(request, status, type));
    request->begun = request->ended = true;
    request->status = status;
    bool has_body = count > 0 && !request->is_head && status != 204 && status != 304;
    struct weft__text head = make_head(request, status, type, count, true);
    bool together = has_body && count <= TOGETHER_MOST;
    if (together)
        weft__text_add(&head, body, count);
    WEFT_TRY(send(place, request, &head));
    return has_body && !together ? weft_write(place, request->stream, body, count) : WEFT_OK;
}

int weft_respond_begin(weft_place *place, weft_request *request, int status, const char *type)
{
    WEFT_TRY(check(request, status, type));
    request->begun = true;
    request->status = status;
    request->out_chunked = request->message.minor > 0 && status != 204 && status != 304;
    if (!request->out_chunked)
        request->message.keeps = false; /* its end is the end of the body */
    struct weft__text head = make_head(request, status, type, 0, false);
    return send(place, request, &head);
}

int weft_respond_write(weft_place *place, weft_request *request, const void *bytes, size_t count)
{
    struct weft__text chunk = {0};

    if (!request->begun || request->ended)
        return WEFT_USAGE;
    if (count == 0 || request->is_head || request->status == 204 || request->status == 304)
        return WEFT_OK;
    if (!request->out_chunked)
        return weft_write(place, request->stream, bytes, count);
    weft__text_add_number(&chunk, count, 16);
    weft__text_add_text(&chunk, "\r\n");
    weft__text_add(&chunk, bytes, count);
    weft__text_add_text(&chunk, "\r\n");
    return send(place, request, &chunk);
}

int weft_respond_end(weft_place *place, weft_request *request)
{
    if (!request->begun || request->ended)
        return WEFT_USAGE;
    request->ended = true;
    return request->out_chunked && !request->is_head ? weft_write(place, request->stream, "0\r\n\r\n", 5) : WEFT_OK;
}

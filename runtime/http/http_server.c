/* HTTP servers: one connection after another request, its handler in the connection's own task. */
#include "http/http.h"

enum { BODY_MOST = 1 << 20, HEAD_SECONDS = 10, IDLE_SECONDS = 60, SEE_OFF_SECONDS = 2, SEE_OFF_MOST = 65536, PASS_OVER_MOST = 65536 };

/* ---- heads ---- */

/* "GET /path?query HTTP/1.1". OK, or the status that says what is wrong with it. */
static int parse_request_line(weft_request *request, char *line)
{
    char *target = strchr(line, ' '), *version = target ? strchr(target + 1, ' ') : NULL;

    if (!version || !weft__is_token(line, (size_t)(target - line)))
        return 400;
    *target++ = '\0';
    *version++ = '\0';
    if (strncmp(version, "HTTP/1.", 7) != 0 || version[7] < '0' || version[7] > '9' || version[8])
        return strncmp(version, "HTTP/", 5) == 0 ? 505 : 400;
    request->message.minor = version[7] == '0' ? 0 : 1;
    if (strncmp(target, "http://", 7) == 0) { /* as for a proxy */
        target = strchr(target + 7, '/');
        if (!target)
            return 400;
    }
    if (*target != '/' && strcmp(target, "*") != 0)
        return 400;
    for (const char *at = target; *at; at++)
        if ((unsigned char)*at <= 32 || *at == 127)
            return 400;
    request->method = line;
    request->target = target;
    return 0;
}

/* The path is decoded beside the target, in a copy behind it. */
static int split_target(weft_request *request)
{
    size_t length = strlen(request->target), room = length + 1;
    char *path = weft__alloc(room);

    if (!path)
        return 503;
    memcpy(path, request->target, room);
    request->path_copy = path;
    request->path_room = room;
    char *query = strchr(path, '?');
    request->query = "";
    if (query) {
        *query = '\0';
        request->query = strchr(request->target, '?') + 1;
    }
    request->path = path;
    return weft__decode(path, false) ? 0 : 400;
}

static int parse(weft_request *request, size_t count, uint64_t body_most)
{
    struct weft__message *message = &request->message;
    char *line;
    int err = weft__head_parse(message, count, &line);

    if (err)
        return err == WEFT_LIMIT ? 431 : 400;
    int status = parse_request_line(request, line);
    if (!status)
        status = split_target(request);
    if (status)
        return status;
    const char *host = weft__header(message, "host");
    if (!host && message->minor > 0)
        return 400;
    message->most = body_most;
    err = weft__body_begin(message, false);
    if (err)
        return err == WEFT_LIMIT ? 413 : err == WEFT_UNSUPPORTED ? 501 : 400;
    request->is_head = strcmp(request->method, "HEAD") == 0;
    const char *expect = weft__header(message, "expect");
    request->expects = expect && weft__same_name(expect, "100-continue") && !weft__body_is_over(message);
    return expect && !request->expects && !weft__same_name(expect, "100-continue") ? 417 : 0;
}

/* ---- one request ---- */

static void report(int code, weft_place *place)
{
    const struct weft__task *self = weft__self();

    weft__hand_error(&(weft_error_report){.kind = WEFT_ERROR_REPORTED, .code = code, .message = "an error in a handler of requests",
                                          .text = weft_error_text(), .task = weft_current(), .name = self->name, .place = place},
                     weft__context_now());
}

static int refuse(weft_place *place, weft_request *request, int status)
{
    char text[64] = "";

    request->message.keeps = false;
    weft__text_append(text, sizeof text, weft__status_words(status));
    weft__text_append(text, sizeof text, "\n");
    return weft_respond(place, request, status, "text/plain; charset=utf-8", text, strlen(text));
}

/* What the handler did not read is passed over, if it is short; else the connection cannot be used again. */
static void pass_over(weft_place *place, weft_request *request)
{
    char bytes[512];
    size_t count, all = 0;

    if (request->expects && !weft__body_is_over(&request->message))
        request->message.keeps = false;
    while (request->message.keeps && !weft__body_is_over(&request->message)) {
        if (weft__body_read(place, request->stream, &request->message, bytes, sizeof bytes, &count))
            request->message.keeps = false;
        else if (count == 0)
            break;
        else if ((all += count) > PASS_OVER_MOST)
            request->message.keeps = false;
    }
}

static int handle(weft_place *place, weft_request *request, const weft_http *http)
{
    int err = http->handler(request, http->arg);

    if (err == WEFT_CANCELLED)
        return err;
    if (err && !request->begun) {
        if (err == WEFT_LIMIT)
            return refuse(place, request, 413);
        report(err, place);
        return refuse(place, request, 500);
    }
    if (err) { /* the client must see that this is not all */
        report(err, place);
        weft_stream_abort(request->stream);
        return WEFT_OK;
    }
    if (!request->begun)
        return weft_respond(place, request, 204, NULL, NULL, 0);
    return request->ended ? WEFT_OK : weft_respond_end(place, request);
}

static void renew(weft_request *request)
{
    weft__free(request->path_copy, request->path_room);
    request->path_copy = NULL;
    request->method = request->path = request->query = request->target = "";
    request->out_count = 0;
    request->status = 0;
    request->begun = request->ended = request->out_chunked = request->has_length = request->is_head = request->expects = false;
}

/* The head of the next request. OK; CLOSED: there is none. */
static int next(weft_place *place, weft_request *request, const weft_http *http, bool first, size_t *count)
{
    weft_timeout timeout = {.active = false};
    double seconds = first ? http->head_time : http->idle_time;

    WEFT_TRY(weft_timeout_begin(place, &timeout, seconds > 0 ? seconds : first ? HEAD_SECONDS : IDLE_SECONDS));
    int err = weft_timeout_end(&timeout, weft__head_read(place, request->stream, &request->message,
                                                         http->head_most ? http->head_most : WEFT__HEAD_MOST, count));
    return !err && *count == 0 ? WEFT_CLOSED : err;
}

static int serve(weft_place *place, weft_request *request, const weft_http *http)
{
    size_t count;

    for (bool first = true;; first = false) {
        renew(request);
        request->message.keeps = false;
        int err = next(place, request, http, first, &count);
        if (err == WEFT_LIMIT)
            return refuse(place, request, 431);
        if (err == WEFT_TIMEOUT && first)
            return refuse(place, request, 408);
        if (err)
            return err == WEFT_CANCELLED ? err : WEFT_OK; /* the client has gone: nobody's fault */
        int status = parse(request, count, http->body_most ? http->body_most : BODY_MOST);
        err = status ? refuse(place, request, status) : handle(place, request, http);
        if (err == WEFT_RESET || err == WEFT_CLOSED)
            return WEFT_OK;
        WEFT_TRY(err);
        pass_over(place, request);
        if (!request->message.keeps || !weft_stream_is_open(request->stream))
            return WEFT_OK;
    }
}

/* What the client still sends is read, within bounds: a close before that would be a reset, which takes the answer back with it. */
static int see_off(weft_place *place, weft_stream *stream)
{
    weft_timeout timeout = {.active = false};
    char bytes[512];
    size_t count, all = 0;
    int err = WEFT_OK;

    if (!weft_stream_is_open(stream) || weft_write_eof(stream))
        return WEFT_OK;
    WEFT_TRY(weft_timeout_begin(place, &timeout, SEE_OFF_SECONDS));
    do
        err = weft_read(place, stream, bytes, sizeof bytes, &count);
    while (!err && count > 0 && (all += count) < SEE_OFF_MOST);
    err = weft_timeout_end(&timeout, err);
    return err == WEFT_CANCELLED ? err : WEFT_OK;
}

static int secure(weft_place *place, weft_stream *peer, const weft_http *http)
{
    weft_timeout timeout = {.active = false};

    WEFT_TRY(weft_timeout_begin(place, &timeout, http->head_time > 0 ? http->head_time : HEAD_SECONDS));
    return weft_timeout_end(&timeout, weft_start_tls(place, peer, http->tls));
}

static int serve_connection(weft_stream *peer, void *arg)
{
    const weft_http *http = arg;
    weft_place *place = weft__last_place();
    if (http->tls)
        WEFT_TRY(secure(place, peer, http));
    weft_request request = {.stream = peer};
    int err = serve(place, &request, http);

    if (!err)
        err = see_off(place, peer);
    renew(&request);
    weft__message_free(&request.message);
    weft__free(request.out, request.out_room);
    return err;
}

int weft_http_start(weft_place *place, weft_server *server, const char *host, const char *port, weft_http *http)
{
    if (http && http->tls && !http->tls->server_side)
        return WEFT_INVALID;
    return http && http->handler ? weft_server_start(place, server, host, port, serve_connection, http) : WEFT_INVALID;
}

int weft_serve_http(weft_place *place, const char *host, const char *port, weft_http_function *handler, void *arg)
{
    weft_http http = {.handler = handler, .arg = arg};
    WEFT_SERVER(server);
    server.resource.name = place->words;

    WEFT_TRY(weft_http_start(place, &server, host, port, &http));
    return weft_serve_forever(place, &server);
}

/* ---- what a handler asks ---- */

const char *weft_request_header(const weft_request *request, const char *name)
{
    return weft__header(&request->message, name);
}

/* Moves behind the name of a field, if it is this one. */
static bool is_field(const char **at, const char *name)
{
    while (**at && **at != '=' && **at != '&') {
        int c = weft__decode_one(at, true);
        if (c <= 0 || c != (unsigned char)*name++)
            return false;
    }
    return !*name;
}

bool weft_request_query(const weft_request *request, const char *name, char *value, size_t size)
{
    for (const char *at = request->query; *at;) {
        const char *start = at;
        bool is_it = is_field(&start, name);
        size_t length = strcspn(at, "&");
        if (is_it) {
            start += *start == '=';
            size_t count = (size_t)(at + length - start);
            if (count >= size)
                return false;
            memcpy(value, start, count);
            value[count] = '\0';
            return weft__decode(value, true);
        }
        at += length + (at[length] == '&');
    }
    return false;
}

/* A client that asks first whether its body is wanted. */
static int say_continue(weft_place *place, weft_request *request)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";

    if (!request->expects)
        return WEFT_OK;
    request->expects = false;
    return weft_write(place, request->stream, line, sizeof line - 1);
}

int weft_request_read(weft_place *place, weft_request *request, void *bytes, size_t size, size_t *count)
{
    WEFT_TRY(say_continue(place, request));
    return weft__body_read(place, request->stream, &request->message, bytes, size, count);
}

int weft_request_body(weft_place *place, weft_request *request, char *bytes, size_t size, size_t *count)
{
    WEFT_TRY(say_continue(place, request));
    return weft__body_whole(place, request->stream, &request->message, bytes, size, count);
}

/* Fetching: a request goes out, the head of the response comes in; redirects are followed. */
#include "http/http.h"

enum { REDIRECTS = 10, INTERIM_MOST = 16, URL_ROOM = 2048, PASS_OVER_MOST = 65536 };

static void leave(weft_response *response)
{
    if (response->link)
        weft__link_close(response->link, response->message.keeps && weft__body_is_over(&response->message));
    response->link = NULL;
}

void weft__response_leave(weft_response *response)
{
    leave(response);
    weft__message_free(&response->message);
}

/* ---- the request ---- */

static const char *method_of(const weft_fetch_options *options)
{
    return options->method ? options->method : options->body ? "POST" : "GET";
}

static size_t body_count(const weft_fetch_options *options)
{
    return !options->body ? 0 : options->body_count ? options->body_count : strlen(options->body);
}

static bool are_headers(const char *headers)
{
    for (const char *at = headers; at && *at;) {
        const char *end = strstr(at, "\r\n"), *colon = strchr(at, ':');
        if (!end || !colon || colon > end || !weft__is_token(at, (size_t)(colon - at)))
            return false;
        for (const char *value = colon + 1; value < end; value++)
            if ((unsigned char)*value < 32 && *value != '\t')
                return false;
        at = end + 2;
    }
    return true;
}

static int check(const weft_fetch_options *options)
{
    const char *method = method_of(options);

    return weft__is_token(method, strlen(method)) && are_headers(options->headers) && (!options->type || weft__is_value(options->type))
               ? WEFT_OK : WEFT_INVALID;
}

static int send(weft_place *place, weft_stream *stream, const struct weft__url *url, const weft_fetch_options *options)
{
    const char *method = method_of(options);
    bool six = strchr(url->host, ':') != NULL, usual = strcmp(url->port, url->is_secure ? "443" : "80") == 0;
    struct weft__text text = {0};

    weft__text_add_text(&text, method);
    weft__text_add_text(&text, *url->path == '/' ? " " : " /");
    weft__text_add(&text, url->path, url->path_length);
    weft__text_add_text(&text, " HTTP/1.1\r\nhost: ");
    weft__text_add_text(&text, six ? "[" : "");
    weft__text_add_text(&text, url->host);
    weft__text_add_text(&text, six ? "]" : "");
    weft__text_add_text(&text, usual ? "" : ":");
    weft__text_add_text(&text, usual ? "" : url->port);
    weft__text_add_text(&text, "\r\n");
    if (options->type)
        weft__text_add_header(&text, "content-type", options->type);
    if (options->body || strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0) {
        weft__text_add_text(&text, "content-length: ");
        weft__text_add_number(&text, body_count(options), 10);
        weft__text_add_text(&text, "\r\n");
    }
    weft__text_add_text(&text, options->headers ? options->headers : "");
    weft__text_add_text(&text, "\r\n");
    weft__text_add(&text, options->body, body_count(options));
    int err = text.failed ? WEFT_NO_MEMORY : weft_write(place, stream, text.bytes, text.count);
    weft__free(text.bytes, text.room);
    return err;
}

/* ---- the head of the response ---- */

/* "HTTP/1.1 200 OK". */
static bool parse_status(weft_response *response, const char *line)
{
    if (strncmp(line, "HTTP/1.", 7) != 0 || line[7] < '0' || line[7] > '9' || line[8] != ' ' || strspn(line + 9, "0123456789") != 3 ||
        (line[12] != ' ' && line[12] != '\0'))
        return false;
    response->message.minor = line[7] > '0';
    response->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    return response->status >= 100;
}

static int bad(weft_place *place, const weft_response *response, int err)
{
    return weft__io_fail(place, err, "what came is no HTTP: ", response->url, 0);
}

static int receive(weft_place *place, weft_response *response, const weft_fetch_options *options)
{
    size_t count;
    char *line;

    for (int i = 0; i < INTERIM_MOST; i++) {
        WEFT_TRY(weft__head_read(place, &response->link->stream, &response->message,
                                 options->head_most ? options->head_most : WEFT__HEAD_MOST, &count));
        if (count == 0)
            return WEFT_INCOMPLETE;
        int err = weft__head_parse(&response->message, count, &line);
        if (err || !parse_status(response, line))
            return bad(place, response, err ? err : WEFT_INVALID);
        if (response->status >= 200 || response->status == 101)
            break;
    }
    response->message.most = UINT64_MAX;
    int err = weft__body_begin(&response->message, true);
    if (err)
        return bad(place, response, err);
    bool none = strcmp(method_of(options), "HEAD") == 0 || response->status == 204 || response->status == 304;
    if (none) {
        response->message.keeps = response->message.keeps || (response->message.until_end && response->message.minor > 0);
        response->message.chunked = response->message.until_end = false;
        response->message.left = 0;
    }
    return WEFT_OK;
}

/* A server may close a connection that was kept at the very moment when we use it. Then nothing of a response has come, and what does not change anything
 * there is asked once more. */
static bool may_ask_again(int err, const struct weft__link *link, const weft_fetch_options *options)
{
    return link->used && (err == WEFT_INCOMPLETE || err == WEFT_RESET) && !options->body && strcmp(method_of(options), "POST") != 0;
}

static int ask(weft_place *place, weft_response *response, const struct weft__url *url, const weft_fetch_options *options)
{
    for (bool fresh = false;; fresh = true) {
        WEFT_TRY(weft__link_open(place, url, options->tls, fresh, &response->link));
        int err = send(place, &response->link->stream, url, options);
        if (!err)
            err = receive(place, response, options);
        if (!err)
            return WEFT_OK;
        bool again = may_ask_again(err, response->link, options);
        response->message.keeps = false;
        leave(response);
        if (!again)
            return err;
    }
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Reads on to the end, so that the connection can be used again, unless that is long. */
static void pass_over(weft_place *place, weft_response *response)
{
    char bytes[512];
    size_t count, all = 0;

    do
        if (weft__body_read(place, &response->link->stream, &response->message, bytes, sizeof bytes, &count))
            return;
    while (count > 0 && (all += count) < PASS_OVER_MOST);
}

/* `url` has URL_ROOM bytes twice: where we are, and where we go. */
static int follow(weft_place *place, weft_response *response, char *url, weft_fetch_options options)
{
    char *next = url + URL_ROOM;
    int left = options.redirects ? options.redirects : REDIRECTS;
    struct weft__url parts;

    for (;; left--) {
        response->url[0] = '\0';
        weft__text_append(response->url, sizeof response->url, url);
        if (weft__url_parse(url, &parts))
            return weft__io_fail(place, WEFT_INVALID, "no URL that can be fetched: ", url, 0);
        WEFT_TRY(ask(place, response, &parts, &options));
        const char *location = weft__header(&response->message, "location");
        if (!is_redirect(response->status) || !location || options.redirects < 0)
            return WEFT_OK;
        if (left == 0 || !weft__url_join(next, URL_ROOM, url, location))
            return weft__io_fail(place, WEFT_LIMIT, "too many redirects: ", url, 0);
        memcpy(url, next, URL_ROOM);
        if (response->status == 303 || (response->status < 303 && strcmp(method_of(&options), "POST") == 0)) {
            options.method = strcmp(method_of(&options), "HEAD") == 0 ? "HEAD" : "GET";
            options.body = options.type = NULL;
        }
        pass_over(place, response);
        leave(response);
    }
}

static int fetch(weft_place *place, weft_response *response, const char *first, const weft_fetch_options *options)
{
    if (strlen(first) >= URL_ROOM)
        return WEFT_LIMIT;
    char *url = weft__alloc(2 * URL_ROOM);
    if (!url)
        return WEFT_NO_MEMORY;
    memcpy(url, first, strlen(first) + 1);
    int err = follow(place, response, url, *options);
    weft__free(url, 2 * URL_ROOM);
    return err;
}

int weft_fetch(weft_place *place, weft_response *response, const weft_fetch_options *options)
{
    weft_timeout timeout = {.active = false};
    int err;

    if (!weft__self())
        return WEFT_USAGE;
    leave(response);
    response->status = 0;
    if (!options->url)
        return WEFT_INVALID;
    WEFT_TRY(check(options));
    if (options->timeout > 0) {
        WEFT_TRY(weft_timeout_begin(place, &timeout, options->timeout));
        err = weft_timeout_end(&timeout, fetch(place, response, options->url, options));
    } else {
        err = fetch(place, response, options->url, options);
    }
    if (err) {
        response->message.keeps = false;
        leave(response);
    }
    return err;
}

/* ---- what comes with it ---- */

const char *weft_response_header(const weft_response *response, const char *name)
{
    return weft__header(&response->message, name);
}

int weft_response_read(weft_place *place, weft_response *response, void *bytes, size_t size, size_t *count)
{
    *count = 0;
    if (!response->link)
        return response->status ? WEFT_OK : WEFT_CLOSED;
    WEFT_TRY(weft__body_read(place, &response->link->stream, &response->message, bytes, size, count));
    if (*count == 0 && size > 0) /* its end: somebody else may have the connection */
        leave(response);
    return WEFT_OK;
}

int weft_response_body(weft_place *place, weft_response *response, char *bytes, size_t size, size_t *count)
{
    if (!response->link)
        return WEFT_CLOSED;
    WEFT_TRY(weft__body_whole(place, &response->link->stream, &response->message, bytes, size, count));
    leave(response);
    return WEFT_OK;
}

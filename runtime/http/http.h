/* What the files of HTTP share. */
#ifndef WEFT_HTTP_HTTP_H
#define WEFT_HTTP_HTTP_H

#include "io/stream.h"
#include "weft/http.h"

/* As in core/functions.h. */
#undef weft_fetch
#undef weft_http_start
#undef weft_request_body
#undef weft_request_read
#undef weft_respond
#undef weft_respond_begin
#undef weft_respond_end
#undef weft_respond_write
#undef weft_response_body
#undef weft_response_read
#undef weft_serve_http
#undef weft_start_tls

enum { WEFT__HEAD_MOST = 16384, WEFT__HEADERS_MOST = 64 };

/* ---- heads (head.c) ---- */
/* Reads up to the empty line: OK, LIMIT, INCOMPLETE, and what reading gives. `*count`: bytes of the head, 0 when the stream had ended before. */
int weft__head_read(weft_place *place, weft_stream *stream, struct weft__message *message, size_t most, size_t *count);
/* Cuts the first line off (its text, with a NUL) and finds the headers behind it. OK; INVALID: that is no HTTP; LIMIT: too many headers. */
int weft__head_parse(struct weft__message *message, size_t count, char **first_line);
const char *weft__header(const struct weft__message *message, const char *name);
/* Whether a list such as "keep-alive, Upgrade" names that. */
bool weft__list_names(const char *list, const char *word);
bool weft__same_name(const char *one, const char *other);
bool weft__is_token(const char *text, size_t length);
bool weft__is_value(const char *text);
/* How long the body is, from the headers. INVALID when they contradict each other, UNSUPPORTED for another coding. */
int weft__body_begin(struct weft__message *message, bool is_response);
void weft__message_free(struct weft__message *message);

/* ---- bodies (body.c) ---- */
int weft__body_read(weft_place *place, weft_stream *stream, struct weft__message *message, void *bytes, size_t size, size_t *count);
int weft__body_whole(weft_place *place, weft_stream *stream, struct weft__message *message, char *bytes, size_t size, size_t *count);
static inline bool weft__body_is_over(const struct weft__message *message)
{
    return !message->chunked && !message->until_end && message->left == 0;
}

/* ---- URLs (url.c) ---- */
struct weft__url {
    char host[256], port[6];
    bool is_secure;
    const char *path; /* with the query, in the text that was parsed; it may be empty */
    size_t path_length;
};
int weft__url_parse(const char *text, struct weft__url *url); /* OK, INVALID */
bool weft__url_join(char *to, size_t room, const char *base, const char *location);

/* ---- connections of a client (link.c) ---- */
struct weft__link {
    struct weft__node node;
    bool used; /* for an earlier response */
    char where[288];
    weft_stream stream;
};
int weft__link_open(weft_place *place, const struct weft__url *url, const weft_tls_options *tls, bool fresh, struct weft__link **opened);
void weft__link_close(struct weft__link *link, bool keeps);

/* The words of a status (respond.c). */
const char *weft__status_words(int status);

/* ---- texts that grow (text.c) ---- */
struct weft__text { char *bytes; size_t count, room; bool failed; };
void weft__text_add(struct weft__text *text, const char *bytes, size_t count);
void weft__text_add_text(struct weft__text *text, const char *more);
void weft__text_add_number(struct weft__text *text, uint64_t number, unsigned base);
void weft__text_add_header(struct weft__text *text, const char *name, const char *value); /* a line of a head */

/* The byte that stands there, as "%20" or as itself, and moves behind it; -1 for a bad one. */
int weft__decode_one(const char **at, bool plus_is_space);
/* All of a text, in place; false for a bad one, or a NUL. */
bool weft__decode(char *text, bool plus_is_space);

#endif

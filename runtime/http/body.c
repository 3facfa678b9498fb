/* Bodies of HTTP messages: of a known length, in chunks, or up to the end of the connection. */
#include "http/http.h"

enum { LINE_BYTES = 256, TRAILERS_MOST = 64 };

static int read_hex(const char *line, uint64_t *number)
{
    const char *at = line;

    *number = 0;
    for (;; at++) {
        int digit = *at >= '0' && *at <= '9' ? *at - '0' : (*at | 32) >= 'a' && (*at | 32) <= 'f' ? (*at | 32) - 'a' + 10 : -1;
        if (digit < 0)
            break;
        if (at - line == 15)
            return WEFT_INVALID;
        *number = *number * 16 + (uint64_t)digit;
    }
    while (*at == ' ' || *at == '\t')
        at++;
    return at > line && (*at == ';' || *at == '\0') ? WEFT_OK : WEFT_INVALID;
}

/* A line without its CR LF. */
static int read_line(weft_place *place, weft_stream *stream, char *line)
{
    size_t count;

    WEFT_TRY(weft_read_until(place, stream, "\r\n", line, LINE_BYTES, &count));
    line[count - 2] = '\0';
    return memchr(line, '\0', count - 2) ? WEFT_INVALID : WEFT_OK;
}

/* The size of the next chunk; at the last one the trailers are passed over. */
static int next_chunk(weft_place *place, weft_stream *stream, struct weft__message *message)
{
    char line[LINE_BYTES];

    if (message->skips) { /* behind a chunk */
        WEFT_TRY(read_line(place, stream, line));
        if (*line)
            return WEFT_INVALID;
        message->skips = false;
    }
    WEFT_TRY(read_line(place, stream, line));
    WEFT_TRY(read_hex(line, &message->left));
    if (message->left > message->most)
        return WEFT_LIMIT;
    if (message->left > 0)
        return WEFT_OK;
    for (int i = 0; i < TRAILERS_MOST; i++) {
        WEFT_TRY(read_line(place, stream, line));
        if (!*line) {
            message->chunked = false;
            return WEFT_OK;
        }
    }
    return WEFT_LIMIT;
}

int weft__body_read(weft_place *place, weft_stream *stream, struct weft__message *message, void *bytes, size_t size, size_t *count)
{
    *count = 0;
    if (size == 0)
        return WEFT_OK;
    if (message->chunked && message->left == 0)
        WEFT_TRY(next_chunk(place, stream, message));
    if (weft__body_is_over(message))
        return WEFT_OK;
    if (!message->until_end && size > message->left)
        size = (size_t)message->left;
    WEFT_TRY(weft_read(place, stream, bytes, size, count));
    if (*count == 0 && !message->until_end)
        return weft__stream_fail(place, stream, WEFT_INCOMPLETE, 0);
    if (*count == 0)
        message->until_end = false;
    if (message->most != UINT64_MAX && *count > message->most)
        return WEFT_LIMIT;
    if (message->most != UINT64_MAX)
        message->most -= *count;
    if (!message->until_end && message->left > 0) {
        message->left -= *count;
        message->skips = message->left == 0 && message->chunked;
    }
    return WEFT_OK;
}

int weft__body_whole(weft_place *place, weft_stream *stream, struct weft__message *message, char *bytes, size_t size, size_t *count)
{
    size_t part, all = 0;
    char more;

    if (!bytes || size == 0)
        return WEFT_INVALID;
    while (all < size - 1) {
        int err = weft__body_read(place, stream, message, bytes + all, size - 1 - all, &part);
        bytes[all += err ? 0 : part] = '\0';
        if (count)
            *count = all;
        if (err || part == 0)
            return err;
    }
    bytes[all] = '\0';
    if (count)
        *count = all;
    WEFT_TRY(weft__body_read(place, stream, message, &more, 1, &part));
    return part == 0 ? WEFT_OK : weft__stream_fail(place, stream, WEFT_LIMIT, 0);
}

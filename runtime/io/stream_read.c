/* Reading from streams: some bytes, a number of them, a line, up to a separator, all. */
#include "io/stream.h"

enum { FIRST_ROOM = 1024, KEEP_ROOM = 16384 };

static weft_wait_kind for_bytes = {.name = "receive", .words = "waits for bytes from", .of = &weft__a_stream};

/* What every read begins with. */
static int begin(weft_place *place, weft_stream *stream, size_t *count)
{
    if (count)
        *count = 0;
    if (!weft__self())
        return WEFT_USAGE;
    if (!stream->transport)
        return WEFT_CLOSED;
    weft__name_by_place(&stream->resource, place);
    return stream->reading.first ? WEFT_USAGE : WEFT_OK;
}

/* Waits until something may have come. A cancel leaves the asking as it is: the next read finds what it brings. */
static int wait(weft_place *place, weft_stream *stream)
{
    if (!stream->waits_to_read) {
        int err = stream->transport->ask(stream, false);
        if (err)
            return weft__stream_fail(place, stream, err, stream->readable.host_error);
        stream->waits_to_read = true;
    }
    int err = weft__park(&(struct weft__wait){.place = place, .kind = &for_bytes, .list = &stream->reading, .resource = &stream->resource});
    return err && err != WEFT_CANCELLED ? weft__stream_fail(place, stream, err, 0) : err;
}

/* At least one byte to `bytes`; none at the end. */
static int receive(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count)
{
    *count = 0;
    if (stream->ended)
        return WEFT_OK;
    if (stream->error)
        return weft__stream_fail(place, stream, stream->error, 0);
    WEFT_TRY(weft__stream_step_aside(place, stream));
    if (stream->blocking) /* a receive that finds nothing would stop everybody */
        WEFT_TRY(wait(place, stream));
    for (;;) {
        if (!stream->transport)
            return WEFT_CLOSED; /* meanwhile */
        long got = stream->transport->receive(stream, bytes, size);
        if (got >= 0) {
            *count = (size_t)got;
            stream->ended = got == 0;
            return WEFT_OK;
        }
        if (got != WEFT__AGAIN) {
            weft__stream_break(stream, (int)got);
            return weft__stream_fail(place, stream, (int)got, stream->readable.host_error);
        }
        WEFT_TRY(wait(place, stream));
    }
}

/* ---- the buffer, for reads that cannot know how many bytes they will take ---- */

static size_t buffered(const weft_stream *stream)
{
    return stream->to - stream->from;
}

static void take(weft_stream *stream, void *bytes, size_t count)
{
    memcpy(bytes, stream->buffer + stream->from, count);
    stream->from += count;
    if (stream->from < stream->to)
        return;
    stream->from = stream->to = 0;
    if (stream->room > KEEP_ROOM) {
        weft__free(stream->buffer, stream->room);
        stream->buffer = NULL;
        stream->room = 0;
    }
}

static bool make_room(weft_stream *stream)
{
    size_t held = buffered(stream), room = stream->room ? stream->room * 2 : FIRST_ROOM;

    if (stream->to < stream->room)
        return true;
    if (stream->from > 0) {
        memmove(stream->buffer, stream->buffer + stream->from, held);
    } else {
        char *grown = weft__alloc(room);
        if (!grown)
            return false;
        if (held > 0)
            memcpy(grown, stream->buffer + stream->from, held);
        weft__free(stream->buffer, stream->room);
        stream->buffer = grown;
        stream->room = room;
    }
    stream->from = 0;
    stream->to = held;
    return true;
}

/* More into the buffer; at the end of the stream nothing. */
static int more(weft_place *place, weft_stream *stream)
{
    size_t count;

    if (!make_room(stream))
        return WEFT_NO_MEMORY;
    WEFT_TRY(receive(place, stream, stream->buffer + stream->to, stream->room - stream->to, &count));
    stream->to += count;
    return WEFT_OK;
}

/* The rest of a line that did not fit goes, as far as it has come. */
static int skip(weft_place *place, weft_stream *stream)
{
    while (stream->skips) {
        const char *end = buffered(stream) ? memchr(stream->buffer + stream->from, '\n', buffered(stream)) : NULL;
        stream->skips = !end;
        stream->from = end ? (size_t)(end - stream->buffer) + 1 : stream->to;
        if (!stream->skips || stream->ended)
            break;
        WEFT_TRY(more(place, stream));
    }
    stream->skips = false;
    return WEFT_OK;
}

/* ---- the reads ---- */

static int read_some(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count)
{
    if (stream->skips)
        WEFT_TRY(skip(place, stream));
    if (buffered(stream) == 0)
        return receive(place, stream, bytes, size, count);
    *count = buffered(stream) < size ? buffered(stream) : size;
    take(stream, bytes, *count);
    return WEFT_OK;
}

int weft_read(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count)
{
    WEFT_TRY(begin(place, stream, count));
    if (!count || (!bytes && size > 0))
        return WEFT_INVALID;
    return size == 0 ? WEFT_OK : read_some(place, stream, bytes, size, count);
}

/* Until so many lie in the buffer, or the end. They stay there when that is cancelled. */
static int gather(weft_place *place, weft_stream *stream, size_t wanted)
{
    if (stream->skips)
        WEFT_TRY(skip(place, stream));
    while (buffered(stream) < wanted && !stream->ended)
        WEFT_TRY(more(place, stream));
    return WEFT_OK;
}

int weft_read_exactly(weft_place *place, weft_stream *stream, void *bytes, size_t count, size_t *got)
{
    WEFT_TRY(begin(place, stream, got));
    if (!bytes && count > 0)
        return WEFT_INVALID;
    WEFT_TRY(gather(place, stream, count));
    size_t have = buffered(stream) < count ? buffered(stream) : count;
    if (have > 0)
        take(stream, bytes, have);
    if (got)
        *got = have;
    return have == count ? WEFT_OK : weft__stream_fail(place, stream, WEFT_INCOMPLETE, 0);
}

int weft_read_all(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count)
{
    WEFT_TRY(begin(place, stream, count));
    if (!count || (!bytes && size > 0) || size == SIZE_MAX)
        return WEFT_INVALID;
    WEFT_TRY(gather(place, stream, size + 1));
    bool fits = buffered(stream) <= size;
    *count = fits ? buffered(stream) : size;
    if (*count > 0)
        take(stream, bytes, *count);
    return fits ? WEFT_OK : weft__stream_fail(place, stream, WEFT_LIMIT, 0);
}

/* Where `separator` ends in the buffer, counted from its start; 0: it is not there. `*seen` bytes were looked at before. */
static size_t find(const weft_stream *stream, const char *separator, size_t length, size_t *seen)
{
    size_t held = buffered(stream);
    const char *start = held ? stream->buffer + stream->from : "";

    for (size_t at = *seen; at + length <= held; at++) {
        const char *first = memchr(start + at, separator[0], held - at - length + 1);
        if (!first)
            break;
        at = (size_t)(first - start);
        if (memcmp(first, separator, length) == 0)
            return at + length;
    }
    *seen = held >= length ? held - length + 1 : 0;
    return 0;
}

/* Up to the end of `separator`, with a NUL. `drops`: what does not fit goes. */
static int read_until(weft_place *place, weft_stream *stream, const char *separator, char *bytes, size_t size, size_t *count, bool drops)
{
    size_t length = strlen(separator), seen = 0, end;

    if (!bytes || size == 0 || length == 0)
        return WEFT_INVALID;
    bytes[0] = '\0';
    if (stream->skips)
        WEFT_TRY(skip(place, stream));
    while (!(end = find(stream, separator, length, &seen)) && !stream->ended && buffered(stream) < size)
        WEFT_TRY(more(place, stream));
    size_t have = end ? end : buffered(stream);
    if (have >= size) {
        stream->skips = drops;
        if (drops && end)
            WEFT_TRY(skip(place, stream));
        return weft__stream_fail(place, stream, WEFT_LIMIT, 0);
    }
    if (have > 0)
        take(stream, bytes, have);
    bytes[have] = '\0';
    if (count)
        *count = have;
    return end || drops ? WEFT_OK : weft__stream_fail(place, stream, WEFT_INCOMPLETE, 0);
}

int weft_read_line(weft_place *place, weft_stream *stream, char *line, size_t size, size_t *count)
{
    WEFT_TRY(begin(place, stream, count));
    return read_until(place, stream, "\n", line, size, count, true);
}

int weft_read_until(weft_place *place, weft_stream *stream, const char *separator, char *bytes, size_t size, size_t *count)
{
    WEFT_TRY(begin(place, stream, count));
    return separator ? read_until(place, stream, separator, bytes, size, count, false) : WEFT_INVALID;
}

bool weft_at_eof(const weft_stream *stream)
{
    return stream->ended && buffered(stream) == 0;
}

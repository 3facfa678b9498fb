/* Reading from streams: some bytes, a number of them, a line, up to a separator, all. */
#include "io/stream.h"

enum { FIRST_ROOM = 1024, KEEP_ROOM = 16384, ROOM_AT_ONCE = 65536 };

static weft_wait_kind for_bytes = {.name = "read", .words = "waits for bytes from", .of = &weft__a_stream};

/* What every read begins and ends with. */
static int begin(struct weft__call *call, size_t *count)
{
    weft_stream *stream = call->stream;

    if (count)
        *count = 0;
    if (!weft__self())
        return WEFT_USAGE;
    if (!stream->transport)
        return WEFT_CLOSED;
    weft__name_by_place(&stream->resource, call->place);
    if (stream->reads) /* mutant: stream-one-reader */
        return WEFT_USAGE;
    stream->reads = true;
    weft__call_begin(call);
    return WEFT_OK;
}

static int end(struct weft__call *call, int err)
{
    if (call->stream)
        call->stream->reads = false;
    weft__call_end(call);
    return err;
}

/* Waits until something may have come. A cancel leaves the asking as it is: the next read finds what it brings. */
static int wait(struct weft__call *call)
{
    weft_stream *stream = call->stream;

    if (!stream->waits_to_read) {
        int err = stream->transport->ask(stream, false);
        if (err)
            return weft__stream_fail(call->place, stream, err, stream->readable.host_error);
        stream->waits_to_read = true;
    }
    return weft__call_wait(call, &for_bytes, &stream->reading);
}

/* At least one byte to `bytes`; none at the end. */
static int receive(struct weft__call *call, void *bytes, size_t size, size_t *count)
{
    weft_stream *stream = call->stream;

    *count = 0;
    if (stream->ended)
        return WEFT_OK;
    if (stream->error)
        return weft__stream_fail(call->place, stream, stream->error, 0);
    WEFT_TRY(weft__call_step_aside(call));
    if (stream->blocking) /* a receive that finds nothing would stop everybody */
        WEFT_TRY(wait(call));
    for (;;) {
        long got = stream->transport->receive(stream, bytes, size);
        if (got >= 0) {
            *count = (size_t)got;
            stream->ended = got == 0;
            return WEFT_OK;
        }
        if (got != WEFT__AGAIN) {
            weft__stream_break(stream, (int)got);
            return weft__stream_fail(call->place, stream, (int)got, stream->readable.host_error);
        }
        WEFT_TRY(wait(call));
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

/* For one more byte. Where there was as much as fits, there is more: then for all that is `wanted`, so that few receives bring it; one that only waits
 * takes little. */
static bool make_room(weft_stream *stream, size_t wanted)
{
    size_t held = buffered(stream), at_once = wanted < ROOM_AT_ONCE ? wanted : ROOM_AT_ONCE;
    size_t room = stream->room ? stream->room : FIRST_ROOM;

    if (stream->to < stream->room)
        return true;
    while (room <= held || (held > 0 && room < at_once))
        room *= 2;
    if (room == stream->room) {
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
static int more(struct weft__call *call, size_t wanted)
{
    weft_stream *stream = call->stream;
    size_t count;

    if (!make_room(stream, wanted))
        return WEFT_NO_MEMORY;
    WEFT_TRY(receive(call, stream->buffer + stream->to, stream->room - stream->to, &count));
    stream->to += count;
    return WEFT_OK;
}

/* The rest of a line that did not fit goes, as far as it has come. */
static int skip(struct weft__call *call)
{
    weft_stream *stream = call->stream;

    while (stream->skips) {
        const char *end = buffered(stream) ? memchr(stream->buffer + stream->from, '\n', buffered(stream)) : NULL;
        stream->skips = !end;
        stream->from = end ? (size_t)(end - stream->buffer) + 1 : stream->to;
        if (!stream->skips || stream->ended)
            break;
        WEFT_TRY(more(call, 1));
    }
    stream->skips = false;
    return WEFT_OK;
}

/* ---- the reads ---- */

static int read_some(struct weft__call *call, void *bytes, size_t size, size_t *count)
{
    weft_stream *stream = call->stream;

    if (stream->skips)
        WEFT_TRY(skip(call));
    if (buffered(stream) == 0)
        return receive(call, bytes, size, count);
    *count = buffered(stream) < size ? buffered(stream) : size;
    take(stream, bytes, *count);
    return WEFT_OK;
}

int weft_read(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count)
{
    struct weft__call call = {.place = place, .stream = stream};

    WEFT_TRY(begin(&call, count));
    if (!count || (!bytes && size > 0))
        return end(&call, WEFT_INVALID);
    return end(&call, size == 0 ? WEFT_OK : read_some(&call, bytes, size, count));
}

/* Until so many lie in the buffer, or the end. They stay there when that is cancelled. */
static int gather(struct weft__call *call, size_t wanted)
{
    weft_stream *stream = call->stream;

    if (stream->skips)
        WEFT_TRY(skip(call));
    while (buffered(stream) < wanted && !stream->ended) /* mutant: stream-cancelled */
        WEFT_TRY(more(call, wanted));
    return WEFT_OK;
}

static int look(struct weft__call *call, size_t wanted, size_t *there)
{
    WEFT_TRY(gather(call, wanted));
    *there = buffered(call->stream);
    return WEFT_OK;
}

int weft__stream_look(weft_place *place, weft_stream *stream, size_t wanted, size_t *there)
{
    struct weft__call call = {.place = place, .stream = stream};

    WEFT_TRY(begin(&call, there));
    return end(&call, look(&call, wanted, there));
}

static int read_exactly(struct weft__call *call, void *bytes, size_t count, size_t *got)
{
    weft_stream *stream = call->stream;

    if (!bytes && count > 0)
        return WEFT_INVALID;
    WEFT_TRY(gather(call, count));
    size_t have = buffered(stream) < count ? buffered(stream) : count;
    if (have > 0)
        take(stream, bytes, have);
    if (got)
        *got = have;
    return have == count ? WEFT_OK : weft__stream_fail(call->place, stream, WEFT_INCOMPLETE, 0);
}

int weft_read_exactly(weft_place *place, weft_stream *stream, void *bytes, size_t count, size_t *got)
{
    struct weft__call call = {.place = place, .stream = stream};

    WEFT_TRY(begin(&call, got));
    return end(&call, read_exactly(&call, bytes, count, got));
}

static int read_all(struct weft__call *call, void *bytes, size_t size, size_t *count)
{
    weft_stream *stream = call->stream;

    if (!count || (!bytes && size > 0) || size == SIZE_MAX)
        return WEFT_INVALID;
    WEFT_TRY(gather(call, size + 1));
    bool fits = buffered(stream) <= size;
    *count = fits ? buffered(stream) : size;
    if (*count > 0)
        take(stream, bytes, *count);
    return fits ? WEFT_OK : weft__stream_fail(call->place, stream, WEFT_LIMIT, 0);
}

int weft_read_all(weft_place *place, weft_stream *stream, void *bytes, size_t size, size_t *count)
{
    struct weft__call call = {.place = place, .stream = stream};

    WEFT_TRY(begin(&call, count));
    return end(&call, read_all(&call, bytes, size, count));
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
static int read_until(struct weft__call *call, const char *separator, char *bytes, size_t size, size_t *count, bool drops)
{
    weft_stream *stream = call->stream;
    size_t length = strlen(separator), seen = 0, found;

    if (!bytes || size == 0 || length == 0)
        return WEFT_INVALID;
    bytes[0] = '\0';
    if (stream->skips)
        WEFT_TRY(skip(call));
    while (!(found = find(stream, separator, length, &seen)) && !stream->ended && buffered(stream) < size)
        WEFT_TRY(more(call, 1));
    size_t have = found ? found : buffered(stream);
    if (have >= size) {
        stream->skips = drops;
        if (drops && found)
            WEFT_TRY(skip(call));
        return weft__stream_fail(call->place, stream, WEFT_LIMIT, 0);
    }
    if (have > 0)
        take(stream, bytes, have);
    bytes[have] = '\0';
    if (count)
        *count = have;
    return found || drops ? WEFT_OK : weft__stream_fail(call->place, stream, WEFT_INCOMPLETE, 0);
}

int weft_read_line(weft_place *place, weft_stream *stream, char *line, size_t size, size_t *count)
{
    struct weft__call call = {.place = place, .stream = stream};

    WEFT_TRY(begin(&call, count));
    return end(&call, read_until(&call, "\n", line, size, count, true));
}

int weft_read_until(weft_place *place, weft_stream *stream, const char *separator, char *bytes, size_t size, size_t *count)
{
    struct weft__call call = {.place = place, .stream = stream};

    WEFT_TRY(begin(&call, count));
    return end(&call, separator ? read_until(&call, separator, bytes, size, count, false) : WEFT_INVALID);
}

bool weft_at_eof(const weft_stream *stream)
{
    return stream->ended && buffered(stream) == 0;
}

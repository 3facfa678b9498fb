/* Writing to streams. What cannot be sent at once is kept, up to the high-water mark; a task that writes more waits. */
#include "io/inside.h"

enum {
    FIRST_ROOM = 1024,
    KEEP_ROOM = 16384,
    PIPE_PART = 4096 /* a pipe that blocks takes so many bytes at once when it is writable */
};

static weft_wait_kind to_drain = {.name = "flush", .words = "waits until enough is sent over", .of = &weft__a_stream};
static weft_wait_kind for_turn = {.name = "write", .words = "waits until another task has written to", .of = &weft__a_stream};

static size_t unsent(const weft_stream *stream)
{
    return stream->unsent_to - stream->unsent_from;
}

size_t weft_stream_unsent(const weft_stream *stream)
{
    return unsent(stream);
}

/* What is on its way: unsent, or inside of the program sent and not received. */
void weft__stream_level(weft_stream *stream)
{
    const struct weft__end *end = stream->inside;

    weft__level(&stream->resource, &weft__a_stream, NULL, (int64_t)(unsent(stream) + (end ? end->other->count : 0)));
}

/* ---- sending ---- */

/* Asks for a call when more can be sent. */
static void ask(weft_stream *stream)
{
    if (stream->waits_to_write)
        return;
    int err = stream->transport->ask(stream, true);
    stream->waits_to_write = !err;
    if (err)
        weft__stream_break(stream, err);
}

static void end_if_all_is_sent(weft_stream *stream)
{
    if (!stream->ending || unsent(stream) > 0)
        return;
    stream->ending = false;
    int err = stream->transport->send_end(stream);
    if (err && err != WEFT_UNSUPPORTED)
        weft__stream_break(stream, err);
}

/* Whatever is unsent is asked for, so one that may block is left alone. */
void weft__stream_flush_soon(weft_stream *stream)
{
    if (!stream->blocking)
        weft__stream_flush(stream);
}

void weft__stream_flush(weft_stream *stream)
{
    while (unsent(stream) > 0 && !stream->error) {
        size_t part = stream->blocking && unsent(stream) > PIPE_PART ? PIPE_PART : unsent(stream);
        long sent = stream->transport->send(stream, stream->unsent + stream->unsent_from, part);
        if (sent == WEFT__AGAIN) {
            ask(stream);
            break;
        }
        if (sent < 0) {
            weft__stream_break(stream, (int)sent);
            return;
        }
        stream->unsent_from += (size_t)sent;
        if (stream->blocking && unsent(stream) > 0) { /* one that is not asked for could stop everybody */
            ask(stream);
            break;
        }
    }
    if (unsent(stream) == 0) {
        stream->unsent_from = stream->unsent_to = 0;
        if (stream->unsent_room > KEEP_ROOM) {
            weft__free(stream->unsent, stream->unsent_room);
            stream->unsent = NULL;
            stream->unsent_room = 0;
        }
    }
    weft__stream_level(stream);
    end_if_all_is_sent(stream);
    if (unsent(stream) <= stream->low)
        weft__wake_all(&stream->draining, WEFT_OK, false);
}

void weft__stream_ready(weft_stream *stream, bool to_write, int code)
{
    if (to_write) {
        stream->waits_to_write = false;
        code ? weft__stream_break(stream, code) : weft__stream_flush(stream);
        return;
    }
    stream->waits_to_read = false;
    weft__wake_all(&stream->reading, code, false);
}

/* As much as goes now, past the buffer: 0 or more, or a code. */
static long send_now(weft_stream *stream, const char *bytes, size_t count)
{
    size_t done = 0;

    while (done < count && unsent(stream) == 0) {
        long sent = stream->transport->send(stream, bytes + done, count - done);
        if (sent == WEFT__AGAIN)
            break;
        if (sent < 0) {
            weft__stream_break(stream, (int)sent);
            return sent;
        }
        done += (size_t)sent;
    }
    if (stream->inside)
        weft__stream_level(stream);
    return (long)done;
}

/* ---- keeping ---- */

static bool keep(weft_stream *stream, const char *bytes, size_t count)
{
    size_t held = unsent(stream), room = stream->unsent_room ? stream->unsent_room : FIRST_ROOM;

    if (stream->unsent_room - stream->unsent_to < count) {
        while (room < held + count)
            room *= 2;
        char *kept = room > stream->unsent_room || !stream->unsent ? weft__alloc(room) : NULL;
        if (!kept && (!stream->unsent || stream->unsent_room < held + count))
            return false;
        if (held > 0)
            memmove(kept ? kept : stream->unsent, stream->unsent + stream->unsent_from, held);
        if (kept) {
            weft__free(stream->unsent, stream->unsent_room);
            stream->unsent = kept;
            stream->unsent_room = room;
        }
        stream->unsent_from = 0;
        stream->unsent_to = held;
    }
    memcpy(stream->unsent + stream->unsent_to, bytes, count);
    stream->unsent_to += count;
    weft__stream_level(stream);
    return true;
}

/* ---- the writes ---- */

static int begin(weft_place *place, weft_stream *stream)
{
    if (!stream->transport || stream->finished)
        return WEFT_CLOSED;
    if (!stream->error)
        return WEFT_OK;
    return place ? weft__stream_fail(place, stream, stream->error, 0) : stream->error;
}

/* One write at a time: what one task writes stays together, however long it waits in between. */
static int take_turn(struct weft__call *call)
{
    weft_stream *stream = call->stream;

    if (stream->writes) /* mutant: stream-turn */
        WEFT_TRY(weft__call_wait(call, &for_turn, &stream->turns));
    stream->writes = true;
    return WEFT_OK;
}

static void leave_turn(struct weft__call *call)
{
    if (call->stream)
        call->stream->writes = weft__wake_first(&call->stream->turns, WEFT_OK, true) != NULL;
}

static int write_all(struct weft__call *call, const char *at, size_t count)
{
    weft_stream *stream = call->stream;

    while (count > 0) {
        WEFT_TRY(begin(call->place, stream)); /* meanwhile */
        long sent = stream->blocking ? 0 : send_now(stream, at, count);
        if (sent < 0)
            return weft__stream_fail(call->place, stream, (int)sent, stream->writable.host_error);
        at += sent;
        count -= (size_t)sent;
        size_t free = stream->high > unsent(stream) ? stream->high - unsent(stream)
                    : unsent(stream) == 0           ? PIPE_PART /* a mark of 0: something must be asked for */
                                                    : 0;
        size_t part = free < count ? free : count;
        if (part > 0 && !keep(stream, at, part))
            return WEFT_NO_MEMORY;
        at += part;
        count -= part;
        if (unsent(stream) > 0)
            ask(stream);
        if (stream->error) /* the host takes no wait: nothing would wake this task */
            return weft__stream_fail(call->place, stream, stream->error, stream->writable.host_error);
        if (count > 0 || (stream->high == 0 && unsent(stream) > 0))
            WEFT_TRY(weft__call_wait(call, &to_drain, &stream->draining));
    }
    return WEFT_OK;
}

int weft_write(weft_place *place, weft_stream *stream, const void *bytes, size_t count)
{
    struct weft__call call = {.place = place, .stream = stream};

    if (!weft__self())
        return WEFT_USAGE;
    if (!bytes && count > 0)
        return WEFT_INVALID;
    weft__name_by_place(&stream->resource, place);
    WEFT_TRY(begin(place, stream));
    if (count == 0)
        return WEFT_OK;
    weft__call_begin(&call);
    int err = take_turn(&call);
    if (!err) {
        err = weft__call_step_aside(&call);
        if (!err)
            err = write_all(&call, bytes, count);
        leave_turn(&call);
    }
    weft__call_end(&call);
    return err;
}

int weft_write_nowait(weft_stream *stream, const void *bytes, size_t count)
{
    WEFT_TRY(begin(NULL, stream));
    if (!bytes && count > 0)
        return WEFT_INVALID;
    if (count == 0)
        return WEFT_OK;
    if (stream->writes) /* it would stand in the middle of another task's bytes */
        return WEFT_USAGE;
    long sent = stream->blocking ? 0 : send_now(stream, bytes, count);
    if (sent < 0)
        return (int)sent;
    if ((size_t)sent == count)
        return WEFT_OK;
    if (!keep(stream, (const char *)bytes + sent, count - (size_t)sent))
        return WEFT_NO_MEMORY;
    ask(stream);
    return WEFT_OK;
}

int weft_drain(weft_place *place, weft_stream *stream)
{
    if (!weft__self())
        return WEFT_USAGE;
    struct weft__call call = {.place = place, .stream = stream};
    int err = begin(place, stream);
    if (err) { /* so that a loop of write and drain always ends, and lets others run */
        WEFT_TRY(weft__task_yield(place)); /* mutant: drain-yields */
        return err;
    }
    if (unsent(stream) <= stream->high)
        return WEFT_OK;
    weft__call_begin(&call);
    err = weft__call_wait(&call, &to_drain, &stream->draining);
    weft__call_end(&call);
    return err;
}

int weft_stream_water(weft_stream *stream, size_t high, size_t low)
{
    if (low > high)
        return WEFT_INVALID;
    stream->high = high;
    stream->low = low;
    return WEFT_OK;
}

int weft_write_eof(weft_stream *stream)
{
    if (!stream->transport || stream->finished)
        return WEFT_CLOSED;
    if (stream->error)
        return stream->error;
    stream->finished = true;
    if (unsent(stream) > 0) {
        stream->ending = true;
        return WEFT_OK;
    }
    return stream->transport->send_end(stream);
}

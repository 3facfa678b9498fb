/* Streams: what is common to reading and writing, from the opening to the end. */
#include "io/stream.h"

enum { HIGH_WATER = 65536, LOW_WATER = 16384, CALLS_MOST = 64, LINGER_SECONDS = 5 };

weft_resource_kind weft__a_stream = {.name = "stream", .noun = "the stream"};
static weft_wait_kind to_close = {.name = "close", .words = "waits until all is sent over", .of = &weft__a_stream};

static struct weft__list streams; /* all that are open, the oldest first */
static uint32_t run;              /* in this run */

static bool is_open(const weft_stream *stream)
{
    return stream->transport != NULL;
}

bool weft_stream_is_open(const weft_stream *stream)
{
    return is_open(stream);
}

const char *weft_peer_name(const weft_stream *stream)
{
    return stream->peer;
}

const char *weft_own_name(const weft_stream *stream)
{
    return stream->own;
}

/* ---- the beginning ---- */

/* At the end of a run: those on stacks that were dropped. */
void weft__streams_forget(void)
{
    if (weft__servers_forget)
        weft__servers_forget();
    while (run == weft__loop.run_number && streams.first)
        weft_stream_abort(weft__owner(streams.first, weft_stream, open));
}

void weft__stream_begin(weft_stream *stream, const struct weft__transport *transport)
{
    const char *name = stream->resource.name;
    int descriptor = stream->descriptor;
    void *inside = stream->inside;

    if (run != weft__loop.run_number)
        streams = (struct weft__list){0}; /* those of an earlier run are gone */
    run = weft__loop.run_number;
    *stream = (weft_stream){.resource = {.name = name}, .transport = transport, .descriptor = descriptor, .inside = inside,
                            .high = HIGH_WATER, .low = LOW_WATER};
    weft__loop.forget_streams = weft__streams_forget;
    weft__list_append(&streams, &stream->open);
}

int weft__stream_step_aside(weft_place *place, weft_stream *stream)
{
    if (stream->step != weft__loop.steps) {
        stream->step = weft__loop.steps;
        stream->calls = 0;
    }
    if (++stream->calls < CALLS_MOST)
        return WEFT_OK;
    int err = weft__task_yield(place);
    stream->step = weft__loop.steps;
    stream->calls = 0;
    return err;
}

/* ---- the end ---- */

void weft__stream_break(weft_stream *stream, int code)
{
    stream->error = code;
    stream->unsent_from = stream->unsent_to = 0;
    weft__wake_all(&stream->reading, code, false);
    weft__wake_all(&stream->draining, code, false);
}

static void forget(weft_stream *stream)
{
    weft__free(stream->buffer, stream->room);
    weft__free(stream->unsent, stream->unsent_room);
    stream->buffer = stream->unsent = NULL;
    stream->room = stream->unsent_room = stream->from = stream->to = stream->unsent_from = stream->unsent_to = 0;
}

void weft_stream_abort(weft_stream *stream)
{
    if (!is_open(stream))
        return;
    stream->transport->close(stream);
    stream->transport = NULL;
    weft__stream_break(stream, WEFT_CLOSED);
    weft__list_remove(&streams, &stream->open);
    forget(stream);
    weft__level(&stream->resource, &weft__a_stream, NULL, 0);
}

int weft_stream_close(weft_place *place, weft_stream *stream)
{
    int err = WEFT_OK;

    if (!is_open(stream))
        return WEFT_OK;
    if (!weft__self())
        return WEFT_USAGE;
    weft__stream_flush(stream);
    stream->finished = true;
    stream->high = stream->low = 0;
    if (stream->unsent_from != stream->unsent_to && !stream->error)
        err = weft__park(&(struct weft__wait){.place = place, .kind = &to_close, .list = &stream->draining, .resource = &stream->resource});
    else if (stream->error == WEFT_RESET && stream->unsent)
        err = WEFT_RESET;
    weft_stream_abort(stream);
    return err;
}

/* The scope is left, and nothing could return an error. */
void weft__stream_leave(weft_stream *stream)
{
    weft_timeout timeout = {.active = false};

    if (!is_open(stream))
        return;
    weft__stream_flush(stream);
    if (stream->unsent_from != stream->unsent_to && weft__self()) {
        weft_place *place = weft__last_place();
        weft__shield_enter();
        int err = weft_timeout_begin(place, &timeout, LINGER_SECONDS);
        if (!err)
            err = weft_timeout_end(&timeout, weft_stream_close(place, stream));
        err = weft__shield_leave(err);
        (void)err;
    }
    weft_stream_abort(stream);
}

/* ---- errors ---- */

void weft__text_append(char *to, size_t room, const char *text)
{
    size_t at = strlen(to);

    while (at + 1 < room && *text)
        to[at++] = *text++;
    to[at] = '\0';
}

int weft__io_fail(const weft_place *place, int code, const char *what, const char *name, int host_error)
{
    char text[120] = "";
    const char *words = !host_error ? "" : weft__tape == WEFT__PLAYS ? weft__tape_words(host_error) : weft__host_error_words(host_error);

    weft__text_append(text, sizeof text, what);
    weft__text_append(text, sizeof text, name && *name ? name : "");
    weft__text_append(text, sizeof text, ": ");
    weft__text_append(text, sizeof text, *words ? words : weft_error_name(code));
    weft__task_error(place, code, text);
    return code;
}

int weft__stream_fail(const weft_place *place, const weft_stream *stream, int code, int host_error)
{
    if (code == WEFT_CLOSED || code == WEFT_CANCELLED)
        return code;
    return weft__io_fail(place, code, "the stream ", *stream->peer ? stream->peer : stream->resource.name, host_error);
}

/* Streams: what is common to reading and writing, from the opening to the end. */
#include "io/stream.h"

enum { HIGH_WATER = 65536, LOW_WATER = 16384, CALLS_MOST = 64, LINGER_SECONDS = 5 };

weft_resource_kind weft__a_stream = {.name = "stream", .noun = "the stream"};
static weft_wait_kind to_close = {.name = "close", .words = "waits until all is sent over", .of = &weft__a_stream};

static struct weft__list streams; /* all that are open, the oldest first */
static void forget_all(void);
static struct weft__ending ending = {.forget = forget_all};

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

static void forget_all(void)
{
    while (streams.first) {
        weft_stream *stream = weft__owner(streams.first, weft_stream, open);
        if (weft__options.debug && !weft__loop.fatal)
            weft__say("weft: debug: the stream %s was still open at the end of the run\n", stream->resource.name ? stream->resource.name : "");
        weft_stream_abort(stream);
    }
}

void weft__stream_begin(weft_stream *stream, const struct weft__transport *transport)
{
    const char *name = stream->resource.name;
    int descriptor = stream->descriptor;
    void *inside = stream->inside;

    (void)weft__at_end(&ending);
    *stream = (weft_stream){.resource = {.name = name}, .transport = transport, .descriptor = descriptor, .inside = inside,
                            .high = HIGH_WATER, .low = LOW_WATER};
    weft__list_append(&streams, &stream->open);
}

/* ---- calls that may wait ---- */

void weft__call_begin(struct weft__call *call)
{
    weft__list_append(&call->stream->calls, &call->node);
}

void weft__call_end(struct weft__call *call)
{
    if (call->stream)
        weft__list_remove(&call->stream->calls, &call->node);
}

/* What a wait has brought, when the stream may be gone. */
static int outcome(const struct weft__call *call, int err)
{
    if (!call->stream)
        return err == WEFT_CANCELLED ? err : WEFT_CLOSED;
    return err && err != WEFT_CANCELLED ? weft__stream_fail(call->place, call->stream, err, 0) : err;
}

/* Never inlined: a frame that parks has no timeout beside the wait. */
__attribute__((noinline)) int weft__call_wait(struct weft__call *call, weft_wait_kind *kind, struct weft__list *list)
{
    return outcome(call, weft__park(&(struct weft__wait){.place = call->place, .kind = kind, .list = list,
                                                         .resource = &call->stream->resource}));
}

int weft__call_step_aside(struct weft__call *call)
{
    weft_stream *stream = call->stream;

    if (stream->step != weft__loop.steps) {
        stream->step = weft__loop.steps;
        stream->made = 0;
    }
    if (++stream->made < CALLS_MOST)
        return WEFT_OK;
    int err = outcome(call, weft__task_yield(call->place));
    if (call->stream) {
        stream->step = weft__loop.steps;
        stream->made = 0;
    }
    return err;
}

/* ---- the end ---- */

void weft__stream_break(weft_stream *stream, int code)
{
    stream->error = code;
    stream->lost |= stream->unsent_from != stream->unsent_to;
    stream->unsent_from = stream->unsent_to = 0;
    weft__wake_all(&stream->reading, code, false);
    weft__wake_all(&stream->draining, code, false);
    weft__wake_all(&stream->turns, code, false);
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
    while (stream->calls.first) { /* the closer may leave its scope, and the stream with it, before they run */
        struct weft__call *call = weft__owner(stream->calls.first, struct weft__call, node);
        weft__list_remove(&stream->calls, &call->node);
        call->stream = NULL;
    }
    weft__list_remove(&streams, &stream->open);
    forget(stream);
    weft__level(&stream->resource, &weft__a_stream, NULL, 0);
}

int weft_stream_close(weft_place *place, weft_stream *stream)
{
    struct weft__call call = {.place = place, .stream = stream};
    int err = WEFT_OK;

    if (!is_open(stream))
        return WEFT_OK;
    if (!weft__self())
        return WEFT_USAGE;
    weft__stream_flush_soon(stream);
    stream->finished = true;
    stream->high = stream->low = 0;
    if (stream->unsent_from != stream->unsent_to) {
        weft__call_begin(&call);
        err = weft__call_wait(&call, &to_close, &stream->draining);
        if (!call.stream) /* another task has closed it */
            return err == WEFT_CANCELLED ? err : WEFT_OK;
        weft__call_end(&call);
    } else if (stream->lost) {
        err = weft__stream_fail(place, stream, stream->error, 0);
    }
    weft_stream_abort(stream);
    return err;
}

/* The scope is left, and nothing could return an error. */
void weft__stream_leave(weft_stream *stream)
{
    weft_timeout timeout = {.active = false};

    if (!is_open(stream))
        return;
    weft__stream_flush_soon(stream);
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

const char *weft__words_of(int host_error)
{
    return !host_error ? "" : weft__tape == WEFT__PLAYS ? weft__tape_words(host_error) : weft__host_error_words(host_error);
}

int weft__io_fail(const weft_place *place, int code, const char *what, const char *name, int host_error)
{
    char text[120] = "";
    const char *words = weft__words_of(host_error);

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

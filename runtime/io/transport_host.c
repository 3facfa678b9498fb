/* Streams over a descriptor of the host's. */
#include "io/stream.h"
#include "port/console.h"

static void completed_read(struct weft__operation *operation, int64_t now)
{
    (void)now;
    weft__stream_ready(weft__owner(operation, weft_stream, readable), false, operation->result < 0 ? operation->result : WEFT_OK);
}

static void completed_write(struct weft__operation *operation, int64_t now)
{
    (void)now;
    weft__stream_ready(weft__owner(operation, weft_stream, writable), true, operation->result < 0 ? operation->result : WEFT_OK);
}

static const struct weft__operation_kind to_read = {.completed = completed_read, .holds_clock = true};
static const struct weft__operation_kind to_write = {.completed = completed_write, .holds_clock = true};

static long receive(weft_stream *stream, void *bytes, size_t count)
{
    int error = 0;
    long got = weft__tape == WEFT__PLAYS ? 0 : weft__host_receive(stream->descriptor, bytes, count, &error);

    if (weft__tape)
        got = weft__tape_received(stream->descriptor, bytes, count, got, &error);
    stream->readable.host_error = error;
    return got;
}

static long send(weft_stream *stream, const void *bytes, size_t count)
{
    int error = 0;
    long sent = weft__tape == WEFT__PLAYS ? 0 : weft__host_send(stream->descriptor, bytes, count, &error);

    if (weft__tape)
        sent = weft__tape_sent(stream->descriptor, bytes, count, sent, &error);
    if (weft__tape == WEFT__PLAYS && sent > 0 && stream->borrowed && (stream->descriptor == 1 || stream->descriptor == 2))
        (void)weft__host_write(stream->descriptor, bytes, (size_t)sent); /* what the program says is shown */
    stream->writable.host_error = error;
    return sent;
}

static int send_end(weft_stream *stream)
{
    return weft__tape == WEFT__PLAYS ? WEFT_OK : weft__host_send_end(stream->descriptor);
}

static int ask(weft_stream *stream, bool write)
{
    struct weft__operation *operation = write ? &stream->writable : &stream->readable;

    *operation = (struct weft__operation){.verb = write ? WEFT__WRITABLE : WEFT__READABLE, .descriptor = stream->descriptor,
                                          .kind = write ? &to_write : &to_read};
    return weft__operation_submit_descriptor(operation);
}

static void close_it(weft_stream *stream)
{
    weft__operation_drop(&stream->readable);
    weft__operation_drop(&stream->writable);
    if (!stream->borrowed && weft__tape != WEFT__PLAYS)
        weft__host_close(stream->descriptor);
}

/* A pipe has one direction: the end of what goes there is its close. */
static int send_end_of_pipe(weft_stream *stream)
{
    close_it(stream);
    stream->borrowed = true; /* nothing is left to be closed */
    return WEFT_OK;
}

const struct weft__transport weft__transport_host = {receive, send, send_end, ask, close_it};
static const struct weft__transport transport_pipe = {receive, send, send_end_of_pipe, ask, close_it};

/* `names`: of this side and of the other one, each with a NUL. */
void weft__stream_begin_host(weft_stream *stream, int descriptor, const char *names)
{
    stream->descriptor = descriptor;
    weft__stream_begin(stream, &weft__transport_host);
    weft__text_append(stream->own, sizeof stream->own, names);
    weft__text_append(stream->peer, sizeof stream->peer, names + strlen(names) + 1);
}

void weft__stream_begin_pipe(weft_stream *stream, int descriptor)
{
    stream->descriptor = descriptor;
    weft__stream_begin(stream, &transport_pipe);
}

int weft_stream_open(weft_stream *stream, int descriptor)
{
    bool blocks = false;
    int no_error = 0;

    if (stream->transport)
        return WEFT_USAGE;
    long err = weft__tape == WEFT__PLAYS ? 0 : weft__host_borrow(descriptor, &blocks);
    if (weft__tape) { /* what it is like decides what is asked of the host */
        unsigned char kind = blocks;
        long got = weft__tape_received(descriptor, &kind, sizeof kind, err ? err : (long)sizeof kind, &no_error);
        err = got < 0 ? got : 0;
        blocks = kind;
    }
    if (err)
        return (int)err;
    weft__stream_begin_host(stream, descriptor, "\0");
    stream->borrowed = true;
    stream->blocking = blocks;
    return WEFT_OK;
}

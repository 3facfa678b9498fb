/* Talking to a process: all of its input, all of its output, and then its end. */
#include "io/process.h"

enum { PART = 65536, AHEAD_MOST = 1048576, SCRATCH = 1024 };

/* ---- the three tasks of a talk ---- */

struct talk {
    weft_place *place;
    weft_process *process;
    const char *input;
    size_t count;
    weft_output *out, *err;
};

/* Some of what the stream brings goes to the output, whose room it fits. Nothing is taken out of the stream that finds no place. */
static int collect_some(weft_place *place, weft_stream *stream, weft_output *output, bool *ended)
{
    size_t there, got;

    WEFT_TRY(weft__stream_look(place, stream, 1, &there));
    *ended = there == 0;
    if (*ended)
        return WEFT_OK;
    if (output->count >= output->limit)
        return weft__io_fail(place, WEFT_LIMIT, "the output of ", stream->resource.name, 0);
    if (!weft__output_room(output, 1))
        return WEFT_NO_MEMORY;
    WEFT_TRY(weft_read(place, stream, output->bytes + output->count, output->room - output->count - 1, &got));
    weft__output_took(output, got);
    return WEFT_OK;
}

static int drop_some(weft_place *place, weft_stream *stream, bool *ended)
{
    char scratch[SCRATCH];
    size_t got;

    WEFT_TRY(weft_read(place, stream, scratch, sizeof scratch, &got));
    *ended = got == 0;
    return WEFT_OK;
}

static int collect(weft_place *place, weft_stream *stream, weft_output *output)
{
    bool ended = !weft_stream_is_open(stream);

    while (!ended)
        WEFT_TRY(output ? collect_some(place, stream, output, &ended) : drop_some(place, stream, &ended));
    return WEFT_OK;
}

static int collect_out(void *arg)
{
    struct talk *talk = arg;

    return collect(talk->place, &talk->process->out, talk->out);
}

static int collect_err(void *arg)
{
    struct talk *talk = arg;

    return collect(talk->place, &talk->process->err, talk->err);
}

static int write_all(struct talk *talk)
{
    weft_process *process = talk->process;

    while (process->fed < talk->count) {
        size_t part = talk->count - process->fed < PART ? talk->count - process->fed : PART;
        WEFT_TRY(weft_write_nowait(&process->in, talk->input + process->fed, part));
        process->fed += part;
        WEFT_TRY(weft_drain(talk->place, &process->in));
    }
    WEFT_TRY(weft_stream_water(&process->in, 0, 0)); /* a drain waits until all is sent now */
    WEFT_TRY(weft_drain(talk->place, &process->in));
    return weft_write_eof(&process->in);
}

/* One that does not want to read it all, or has ended, is no error. */
static int feed(void *arg)
{
    struct talk *talk = arg;

    if (!weft_stream_is_open(&talk->process->in))
        return WEFT_OK;
    int err = write_all(talk);
    return err == WEFT_RESET || err == WEFT_CLOSED ? weft_stream_abort(&talk->process->in), WEFT_OK : err; /* mutant: talk-broken-pipe */
}

int weft_process_communicate(weft_place *place, weft_process *process, const void *input, size_t count, weft_output *out, weft_output *err)
{
    struct talk talk = {place, process, input, count, out, err};
    const weft_call calls[] = {{feed, &talk}, {collect_out, &talk}, {collect_err, &talk}};

    if (!weft__self() || !weft__process_begun(process))
        return WEFT_USAGE;
    if (!input && count > 0)
        return WEFT_INVALID;
    WEFT_TRY(weft_gather_all(place, calls, sizeof calls / sizeof *calls)); /* mutant: talk-kept */
    return weft_process_wait(place, process);
}

/* ---- the ends of its pipes ---- */

static int look_for_end(weft_place *place, weft_stream *stream)
{
    size_t there;

    if (!weft_stream_is_open(stream))
        return WEFT_OK;
    WEFT_TRY(weft__stream_look(place, stream, AHEAD_MOST + 1, &there));
    return there <= AHEAD_MOST ? WEFT_OK : weft__io_fail(place, WEFT_LIMIT, "what nobody has read of ", stream->resource.name, 0);
}

int weft_process_wait_pipes(weft_place *place, weft_process *process)
{
    WEFT_TRY(weft_process_wait(place, process));
    WEFT_TRY(look_for_end(place, &process->out)); /* mutant: pipes-waited */
    return look_for_end(place, &process->err);
}

/* Standard input and output of a component of WASI 0.3: streams of bytes. Writing blocks; what is read comes into a buffer, which outlives those
 * that wait for it. */
#include "abi.h"

#include <string.h>

FROM("cli/stdin", "read-via-stream") void wasi_stdin(struct pair *answer);
FROM("cli/stdout", "write-via-stream") handle wasi_stdout(handle stream);
FROM("cli/stderr", "write-via-stream") handle wasi_stderr(handle stream);
FROM("clocks/monotonic-clock", "[async-lower]wait-for") uint32_t wasi_wait_for(uint64_t nanoseconds);
READS_STREAM(in, "cli/stdin", 0, "read-via-stream");
WRITES_STREAM(out, "cli/stdout", 0, "write-via-stream");

enum { INPUT_BYTES = 4096 };

static struct {
    handle stream;
    bool begun, asked, ended;
    size_t from, to;
    char bytes[INPUT_BYTES];
} input;

/* ---- input ---- */

void component_input_came(uint32_t code)
{
    input.asked = false;
    input.to = COUNT_OF(code);
    input.ended = STATE_OF(code) == OTHER_SIDE_DROPPED;
}

/* Asks the host for bytes, unless some are there or asked for. */
static void want_input(void)
{
    struct pair made;

    if (!input.begun) {
        input.begun = true;
        wasi_stdin(&made);
        input.stream = made.stream;
    }
    if (input.asked || input.ended || input.from < input.to)
        return;
    input.from = input.to = 0;
    uint32_t code = in_read(input.stream, input.bytes, sizeof input.bytes);
    input.asked = code == BLOCKED;
    if (!input.asked)
        component_input_came(code);
}

bool component_input_ready(void)
{
    want_input();
    if (input.asked)
        component_await(input.stream, FOR_INPUT, 0);
    return !input.asked;
}

int32_t component_read_input(void *bytes, size_t most, size_t *count)
{
    want_input();
    if (input.asked)
        component_input_came(component_block(input.stream));
    *count = input.to - input.from < most ? input.to - input.from : most;
    memcpy(bytes, input.bytes + input.from, *count);
    input.from += *count;
    return 0;
}

/* ---- output ---- */

static handle output(int32_t fd)
{
    static handle outs[2];
    handle *out = &outs[fd - 1];

    if (!*out) {
        uint64_t ends = out_new();
        *out = WRITABLE_END(ends);
        if (fd == 1)
            (void)wasi_stdout(READABLE_END(ends));
        else
            (void)wasi_stderr(READABLE_END(ends));
    }
    return *out;
}

int32_t component_write_output(int32_t fd, const char *bytes, size_t count)
{
    static bool closed[2];
    handle out = output(fd);

    while (count > 0) {
        uint32_t code = closed[fd - 1] ? OTHER_SIDE_DROPPED : component_settle(out_write(out, bytes, count), out);
        bytes += COUNT_OF(code);
        count -= COUNT_OF(code);
        closed[fd - 1] = STATE_OF(code) == OTHER_SIDE_DROPPED;
        if (closed[fd - 1] && count > 0)
            return __WASI_ERRNO_PIPE;
    }
    return 0;
}

/* ---- libc's own sleeping ---- */

void component_sleep(uint64_t nanoseconds)
{
    component_block_subtask(wasi_wait_for(nanoseconds));
}

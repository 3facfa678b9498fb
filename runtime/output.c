/* What the program writes: each line preceded by its time when asked (WEFT_STAMP), and recorded with the task that wrote it. */
#include "core.h"

static bool line_open; /* the stamped line has begun */

/* Written, and not yet in the trace. A record tells of a line: in which pieces a line arrives here differs between libcs. */
static struct {
    weft_task task;
    int descriptor;
    int64_t bytes;
} untold;

static void tell(void)
{
    if (untold.bytes > 0)
        WEFT__TRACE(weft__trace_task(WEFT__WROTE, weft__task_of(untold.task), (unsigned)untold.descriptor, untold.bytes));
    untold.bytes = 0;
}

/* Behind the newline of the line that begins here, or the end. (No libc: it would be larger than the rest of this file.) */
static const char *line_end(const char *at, const char *end)
{
    while (at < end && *at != '\n')
        at++;
    return at < end ? at + 1 : end;
}

static void note(int descriptor, const char *at, const char *end)
{
    weft_task task = weft_current();

    if (descriptor != untold.descriptor || task.slot != untold.task.slot || task.generation != untold.task.generation)
        tell();
    untold.descriptor = descriptor;
    untold.task = task;
    for (const char *next; at < end; at = next) {
        next = line_end(at, end);
        untold.bytes += next - at;
        if (next[-1] == '\n')
            tell();
    }
}

void weft__output_start(void)
{
    line_open = false;
    untold.bytes = 0;
}

void weft__output_flush(void)
{
    weft__host_flush();
    tell();
}

static void send(int descriptor, const void *bytes, size_t count)
{
    bool lost = count > 0 && (weft__fault_now(&weft__options.fail_host) || !weft__host_write(descriptor, bytes, count));

    if (lost && !weft__loop.output_lost) {
        weft__loop.output_lost = true;
        weft__host_write(2, "weft: some output was lost: the host could not write it\n", 56);
    }
}

/* "[2.500] ", or "[2.500]" before an empty line. */
static void stamp(int descriptor, bool empty)
{
    char text[32], *at = text + sizeof text;
    int64_t milliseconds = (weft__clock_now() + 500000) / 1000000;
    int64_t whole = milliseconds / 1000;

    if (!empty)
        *--at = ' ';
    *--at = ']';
    for (int digit = 0; digit < 3; digit++, milliseconds /= 10)
        *--at = (char)('0' + milliseconds % 10);
    *--at = '.';
    do {
        *--at = (char)('0' + whole % 10);
    } while (whole /= 10);
    *--at = '[';
    send(descriptor, at, (size_t)(text + sizeof text - at));
}

void weft__output(int descriptor, const void *bytes, size_t count)
{
    const char *at = bytes, *end = at + count;

    if (weft__tracing && weft__loop.running)
        note(descriptor, at, end);
    if (!weft__options.stamp || descriptor != 1) {
        send(descriptor, bytes, count);
        return;
    }
    while (at < end) {
        const char *next = line_end(at, end);
        if (!line_open)
            stamp(descriptor, *at == '\n');
        line_open = next[-1] != '\n';
        send(descriptor, at, (size_t)(next - at));
        at = next;
    }
}

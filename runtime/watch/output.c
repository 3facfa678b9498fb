/* What the program writes: each line preceded by its time when asked (WEFT_STAMP), and recorded with the task that wrote it. */
#include "core/core.h"
#include "port/host.h"

static bool line_open; /* the stamped line has begun */
static bool sending;   /* to standard output: stdio is busy with it */

static _Atomic int64_t written[3]; /* bytes of descriptors 1 and 2 since the process began, or the program came to this host */

/* Written, and not yet in the trace. A record stands for a line: in which pieces a line arrives here differs between libcs. */
static struct {
    weft_task task;
    unsigned detail;  /* of the record: see WEFT__WROTE */
    int64_t from;
    uint32_t bytes;
} unrecorded;

static void record(void)
{
    if (unrecorded.bytes > 0)
        WEFT__TRACE(weft__trace_wrote(unrecorded.task, unrecorded.detail, unrecorded.from, unrecorded.bytes));
    unrecorded.bytes = 0;
}

/* Behind the newline of the line that begins here, or the end. (No libc: it would be larger than the rest of this file.) */
static const char *line_end(const char *at, const char *end)
{
    while (at < end && *at != '\n')
        at++;
    return at < end ? at + 1 : end;
}

/* A line, or a piece of one, is about to be written at `from`. */
static void note(unsigned detail, weft_task task, int64_t from, const char *at, const char *end)
{
    if (detail != unrecorded.detail || !weft_task_same(task, unrecorded.task) || from != unrecorded.from + unrecorded.bytes)
        record();
    if (unrecorded.bytes == 0)
        unrecorded.from = from;
    unrecorded.detail = detail;
    unrecorded.task = task;
    unrecorded.bytes += (uint32_t)(end - at);
    if (end[-1] == '\n')
        record();
}

/* All lines of what is about to be written. */
static void note_lines(int descriptor, bool own, const char *at, const char *end)
{
    weft_task task = own ? (weft_task){0} : weft_current();
    int64_t from = written[descriptor];

    if (!weft__tracing || !weft__loop.running)
        return;
    for (const char *next; at < end; from += next - at, at = next) {
        next = line_end(at, end);
        note((unsigned)descriptor | (own ? WEFT__WROTE_OWN : 0), task, from, at, next);
    }
}

void weft__output_start(void)
{
    line_open = false;
    unrecorded.bytes = 0;
}

void weft__output_count_anew(void)
{
    written[1] = written[2] = 0;
    unrecorded.bytes = 0;
}

void weft__output_flush(void)
{
    weft__host_flush();
    record();
}

static void send(int descriptor, const void *bytes, size_t count)
{
    sending = descriptor == 1;
    bool lost = count > 0 && (weft__fault_now(&weft__options.fail_host) || !weft__host_write(descriptor, bytes, count));

    written[descriptor] += (int64_t)count;
    if (lost && !weft__loop.output_lost) {
        weft__loop.output_lost = true;
        weft__say("weft: some output was lost: the host could not write it\n");
    }
    sending = false;
}

/* What goes to standard error comes after what was printed before it, although stdio may hold that back. */
static void flush_first(void)
{
    if (!sending)
        weft__host_flush();
}

/* A host that looks between every two steps may end the program in any of them: what a task prints is in the trace before it goes on. */
static void record_at_once(void)
{
    if (weft__tracing && weft__host_interval() == 1)
        weft__trace_flush();
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

    if (weft__host_elsewhere()) { /* a thread's own: neither stamped nor in the trace */
        written[descriptor] += (int64_t)count;
        (void)weft__host_write(descriptor, bytes, count);
        return;
    }
    if (descriptor == 2)
        flush_first();
    if (!weft__options.stamp || descriptor != 1) {
        note_lines(descriptor, false, at, end);
        record_at_once();
        send(descriptor, bytes, count);
        return;
    }
    for (const char *next; at < end; at = next) {
        next = line_end(at, end);
        if (!line_open)
            stamp(descriptor, *at == '\n');
        line_open = next[-1] != '\n';
        note_lines(descriptor, false, at, next);
        record_at_once();
        send(descriptor, at, (size_t)(next - at));
    }
}

/* A sentence of the runtime's own. Where it cannot be written, nothing else could say so. */
void weft__output_own(const char *bytes, size_t count)
{
    flush_first();
    note_lines(2, true, bytes, bytes + count);
    record_at_once();
    written[2] += (int64_t)count;
    (void)weft__host_write(2, bytes, count);
}

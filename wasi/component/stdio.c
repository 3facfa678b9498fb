/* Standard input and output of a component of WASI 0.2, and libc's own sleeping: each blocks. */
#include "component.h"

FROM("cli/stdin", "get-stdin") handle wasi_stdin(void);
FROM("cli/stdout", "get-stdout") handle wasi_stdout(void);
FROM("cli/stderr", "get-stderr") handle wasi_stderr(void);

enum { WRITE_MOST = 4096 }; /* of one blocking-write-and-flush */

handle component_stdin(void)
{
    static handle in;

    return in ? in : (in = wasi_stdin());
}

static handle output(int32_t fd)
{
    static handle outs[2];
    handle *out = &outs[fd - 1];

    return *out ? *out : (*out = fd == 1 ? wasi_stdout() : wasi_stderr());
}

int32_t component_write_output(int32_t fd, const char *bytes, size_t count)
{
    handle out = output(fd);
    struct written answer;

    while (count > 0) {
        size_t part = count < WRITE_MOST ? count : WRITE_MOST;
        wasi_write_blocking(out, bytes, part, &answer);
        if (answer.failed) {
            if (answer.error == 0)
                wasi_drop_error(answer.why);
            return answer.error == 0 ? __WASI_ERRNO_IO : __WASI_ERRNO_PIPE;
        }
        bytes += part;
        count -= part;
    }
    return 0;
}

int32_t component_read_input(void *bytes, size_t most, size_t *count)
{
    struct bytes answer;

    component_receive_into(bytes);
    wasi_read_blocking(component_stdin(), most, &answer);
    component_receive_into(NULL);
    if (answer.failed && answer.error == 0) {
        wasi_drop_error(answer.why);
        return __WASI_ERRNO_IO;
    }
    *count = answer.failed ? 0 : answer.list.count;
    return 0;
}

void component_sleep(uint64_t nanoseconds)
{
    handle timer = wasi_after(nanoseconds);

    wasi_block(timer);
    wasi_drop_pollable(timer);
}

/* The console of WASI preview 1: stdio, the environment, files, the end. */
#include "host_wasi.h"

#include <errno.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>
#include <wasi/api.h>

#include "port/memory.h"

/* ---- start, stop, options ---- */

/* The environment as WASI gives it: libc's getenv would bring malloc along. */
static uint8_t **environment;
static size_t variables, environment_bytes;

static void read_environment(void)
{
    __wasi_size_t count, bytes;

    variables = 0;
    if (__wasi_environ_sizes_get(&count, &bytes) || count == 0 || count > SIZE_MAX / 8)
        return;
    environment_bytes = count * sizeof *environment + bytes;
    environment = weft__host_allocate(environment_bytes);
    if (environment && __wasi_environ_get(environment, (uint8_t *)(environment + count)) == 0)
        variables = count;
}

/* Our own host asks for what stdio holds back when the program has trapped (weft_describe). Nobody else does. */
void weft__console_start(bool takes_output)
{
    if (takes_output && !weft__takes_operations())
        weft__console_by_line();
    read_environment();
}

void weft__console_by_line(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
}

void weft__console_stop(void)
{
    fflush(stdout);
    if (environment)
        weft__host_release(environment, environment_bytes);
    environment = NULL;
    variables = 0;
}

const char *weft__host_option(const char *name)
{
    for (size_t i = 0; i < variables; i++) {
        const char *variable = (const char *)environment[i], *wanted = name;
        for (; *wanted && *wanted == *variable; wanted++)
            variable++;
        if (!*wanted && *variable == '=')
            return variable + 1;
    }
    return NULL;
}

/* ---- output ---- */

bool weft__host_write(int descriptor, const void *bytes, size_t count)
{
    const uint8_t *at = bytes;

    while (count > 0) {
        __wasi_ciovec_t vector = {.buf = at, .buf_len = count};
        __wasi_size_t written = 0;
        __wasi_errno_t err = __wasi_fd_write((__wasi_fd_t)descriptor, &vector, 1, &written);
        if (err == __WASI_ERRNO_INTR || err == __WASI_ERRNO_AGAIN)
            continue;
        if (err || written == 0)
            return false;
        at += written;
        count -= written;
    }
    return true;
}

int weft__host_open(const char *path)
{
    __wasi_fd_t descriptor;
    enum { FIRST_PREOPENED = 3 };

    while (*path == '/')
        path++;
    if (__wasi_path_open(FIRST_PREOPENED, 0, path, __WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC, __WASI_RIGHTS_FD_WRITE, 0, 0,
                         &descriptor))
        return -1;
    return (int)descriptor;
}

void weft__host_flush(void)
{
    fflush(stdout);
}

/* libc's way out for standard output and error, in place of its own: every write of stdio comes here. */
ssize_t writev(int descriptor, const struct iovec *vectors, int count)
{
    ssize_t total = 0;

    for (int i = 0; i < count; i++) {
        if (descriptor == 1 || descriptor == 2) {
            weft__output(descriptor, vectors[i].iov_base, vectors[i].iov_len);
        } else if (!weft__host_write(descriptor, vectors[i].iov_base, vectors[i].iov_len)) {
            errno = EIO;
            return -1;
        }
        total += (ssize_t)vectors[i].iov_len;
    }
    return total;
}

ssize_t write(int descriptor, const void *bytes, size_t count)
{
    return writev(descriptor, &(struct iovec){.iov_base = (void *)(uintptr_t)bytes, .iov_len = count}, 1);
}

/* ---- blocking, and the end ---- */

static int64_t now(void)
{
    __wasi_timestamp_t time = 0;

    (void)__wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1000, &time);
    return (int64_t)time;
}

void weft__host_block(int64_t nanoseconds)
{
    int64_t end = now() + nanoseconds;

    for (int64_t left = nanoseconds; left > 0; left = end - now()) {
        __wasi_subscription_t subscription = {.u.tag = __WASI_EVENTTYPE_CLOCK};
        subscription.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
        subscription.u.u.clock.timeout = (uint64_t)left;
        subscription.u.u.clock.precision = 1000;
        __wasi_event_t event;
        __wasi_size_t came;
        __wasi_errno_t err = __wasi_poll_oneoff(&subscription, &event, 1, &came);
        if (err && err != __WASI_ERRNO_INTR)
            return;
    }
}

bool weft__host_thread_is_ours(void)
{
    return true;
}

void weft__host_exit(int code)
{
    __wasi_proc_exit((__wasi_exitcode_t)code);
}

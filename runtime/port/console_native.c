/* The console and the memory natively (Linux): stdio, the environment, files, malloc. */
#define _GNU_SOURCE
#include "port/console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "port/memory.h"

/* ---- standard output and error ---- */

static FILE *own_stdout, *own_stderr;

static ssize_t write_output(void *cookie, const char *bytes, size_t count)
{
    weft__output(cookie == &own_stdout ? 1 : 2, bytes, count);
    return (ssize_t)count;
}

/* Replaces a stream by one whose bytes pass through weft__output, from the first run to the end of the process: what is printed between
 * runs and after the last is stamped as it is under the other hosts. */
static void take_over(FILE **stream, FILE **keep, int mode)
{
    if (*keep)
        return;
    FILE *taken = fopencookie(keep, "w", (cookie_io_functions_t){.write = write_output});
    if (!taken)
        return;
    fflush(*stream);
    *keep = *stream;
    setvbuf(taken, NULL, mode, BUFSIZ);
    *stream = taken;
}

void weft__console_start(bool takes_output)
{
    if (!takes_output)
        return;
    take_over(&stdout, &own_stdout, _IOLBF);
    take_over(&stderr, &own_stderr, _IONBF);
}

void weft__console_stop(void)
{
    weft__host_flush();
}

void weft__host_flush(void)
{
    if (own_stdout)
        fflush(stdout);
}

const char *weft__host_option(const char *name)
{
    return getenv(name);
}

bool weft__host_write(int descriptor, const void *bytes, size_t count)
{
    const char *at = bytes;

    while (count > 0) {
        ssize_t written = write(descriptor, at, count);
        if (written < 0 && errno == EAGAIN) {
            struct pollfd writable = {.fd = descriptor, .events = POLLOUT};
            poll(&writable, 1, -1);
            continue;
        }
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        count -= (size_t)written;
    }
    return true;
}

int weft__host_open(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

/* ---- blocking, and the end ---- */

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void weft__host_block(int64_t nanoseconds)
{
    int64_t end = now() + nanoseconds;

    for (int64_t left = nanoseconds; left > 0; left = end - now()) {
        struct timespec time = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        ppoll(NULL, 0, &time, NULL);
    }
}

void weft__host_exit(int code)
{
    _exit(code);
}

/* ---- memory ---- */

void *weft__host_allocate(size_t bytes)
{
    return malloc(bytes);
}

void weft__host_release(void *memory, size_t bytes)
{
    (void)bytes;
    free(memory);
}

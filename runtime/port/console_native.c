/* The console and the memory natively (Linux): stdio, the environment, files, malloc. */
#define _GNU_SOURCE
#include "port/console.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "port/memory.h"

/* ---- standard output and error ---- */

static FILE *own_stdout, *own_stderr;
static FILE *taken_stdout;
static char held[BUFSIZ]; /* what it holds back */
static pthread_t loops_thread;
static pid_t owner;       /* a child process has a copy of it, which is not its to write */

static ssize_t write_output(void *cookie, const char *bytes, size_t count)
{
    weft__output(cookie == &own_stdout ? 1 : 2, bytes, count);
    return (ssize_t)count;
}

/* As the program wants it, and as libc would by itself. */
static int mode_of(FILE *stream)
{
    if (__fbufsize(stream) == 1)
        return _IONBF;
    return __flbf(stream) || isatty(fileno(stream)) ? _IOLBF : _IOFBF;
}

/* Replaces a stream by one whose bytes pass through weft__output, from the first run to the end of the process: what is printed between
 * runs and after the last is stamped as it is under the other hosts. */
static void take_over(FILE **stream, FILE **keep, char *buffer, int mode)
{
    if (*keep)
        return;
    FILE *taken = fopencookie(keep, "w", (cookie_io_functions_t){.write = write_output});
    if (!taken)
        return;
    fflush(*stream);
    *keep = *stream;
    setvbuf(taken, buffer, mode, BUFSIZ);
    *stream = taken;
}

/* A signal that ends the process: what is held back is still written. Nothing but write is called; the stream may be in use. */
void weft__host_rescue(void)
{
    if (taken_stdout && taken_stdout->_IO_buf_base == held && getpid() == owner)
        (void)weft__host_write(1, held, __fpending(taken_stdout));
    owner = 0;
}

static void end(int signal)
{
    struct sigaction fallback = {.sa_handler = SIG_DFL};

    weft__host_rescue();
    sigaction(signal, &fallback, NULL);
    raise(signal); /* once this handler has returned */
}

/* Those whose effect is the end of the process, unless the program has said otherwise. (A fault of memory is stack_native.c's.) */
static void watch_for_the_end(void)
{
    static const int ends[] = {SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGXCPU};
    struct sigaction now, action = {.sa_handler = end, .sa_flags = SA_ONSTACK};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (sigaction(ends[i], NULL, &now) == 0 && !(now.sa_flags & SA_SIGINFO) && now.sa_handler == SIG_DFL)
            sigaction(ends[i], &action, NULL);
}

void weft__console_start(bool takes_output)
{
    loops_thread = pthread_self();
    if (!takes_output || own_stdout)
        return;
    take_over(&stdout, &own_stdout, held, mode_of(stdout));
    take_over(&stderr, &own_stderr, NULL, _IONBF);
    if (!own_stdout)
        return;
    taken_stdout = stdout;
    owner = getpid();
    watch_for_the_end();
}

void weft__console_by_line(void)
{
    if (own_stdout && stdout == taken_stdout && !__flbf(stdout) && __fbufsize(stdout) > 1)
        setvbuf(stdout, held, _IOLBF, sizeof held);
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

bool weft__host_thread_is_ours(void)
{
    return pthread_equal(pthread_self(), loops_thread);
}

void weft__host_exit(int code)
{
    weft__host_rescue();
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

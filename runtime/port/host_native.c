/* The host natively (Linux): clock_gettime, ppoll, real signals. Sockets, processes and threads will come from libuv. */
#define _GNU_SOURCE
#include "port/host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SIGNALS = 16, INTERVAL = 100, EXIT_INTERRUPTED = 109 };

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

/* ---- signals ---- */

static volatile sig_atomic_t came[SIGNALS]; /* how often, not yet taken */
static volatile sig_atomic_t any_came;
static uint32_t wanted_now;
static struct sigaction before[SIGNALS];
static bool ours[SIGNALS];

static void on_signal(int signal)
{
    static const char text[] = "weft: ended by a second Ctrl-C\n";

    if (signal == SIGINT && came[SIGINT] > 0) { /* the first was not even looked at: a loop that never waits */
        ssize_t written = write(2, text, sizeof text - 1);
        (void)written;
        _exit(EXIT_INTERRUPTED);
    }
    came[signal]++;
    any_came = 1;
}

static void take_signal(int signal)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};

    if (ours[signal] || sigaction(signal, NULL, &before[signal]) != 0 || before[signal].sa_handler == SIG_IGN)
        return;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
    ours[signal] = true;
}

bool weft__host_has_signals(void)
{
    return true;
}

void weft__host_watch_signals(uint32_t wanted)
{
    if (wanted == wanted_now)
        return;
    wanted_now = wanted;
    for (int signal = 1; signal < SIGNALS; signal++)
        if (wanted >> signal & 1)
            take_signal(signal);
        else if (ours[signal] && signal != SIGINT) {
            sigaction(signal, &before[signal], NULL);
            ours[signal] = false;
        }
}

int weft__host_take_signal(void)
{
    if (!any_came)
        return 0;
    for (int signal = 1; signal < SIGNALS; signal++)
        if (came[signal] > 0) {
            came[signal] = 0;
            return signal;
        }
    any_came = 0;
    for (int signal = 1; signal < SIGNALS; signal++) /* one that came just now */
        any_came = any_came || came[signal];
    return 0;
}

/* ---- start and stop ---- */

void weft__host_start(void)
{
    memset((void *)came, 0, sizeof came);
    wanted_now = 0;
    take_signal(SIGINT);
    take_over(&stdout, &own_stdout, _IOLBF);
    take_over(&stderr, &own_stderr, _IONBF);
}

void weft__host_stop(void)
{
    weft__host_flush();
    for (int signal = 1; signal < SIGNALS; signal++)
        if (ours[signal]) {
            sigaction(signal, &before[signal], NULL);
            ours[signal] = false;
        }
}

const char *weft__host_option(const char *name)
{
    return getenv(name);
}

/* ---- time ---- */

int64_t weft__host_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

uint32_t weft__host_interval(void)
{
    return INTERVAL;
}

static struct timespec duration(int64_t nanoseconds)
{
    return (struct timespec){.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
}

void weft__host_block(int64_t nanoseconds)
{
    int64_t end = weft__host_now() + nanoseconds;

    for (int64_t left = nanoseconds; left > 0; left = end - weft__host_now()) {
        struct timespec time = duration(left);
        ppoll(NULL, 0, &time, NULL);
    }
}

bool weft__host_wait(int64_t nanoseconds, struct weft__watch *watches)
{
    struct pollfd polls[WEFT__WATCHES_MOST];
    struct timespec time = duration(nanoseconds);
    nfds_t count = 0;
    sigset_t blocked, unblocked;

    if (nanoseconds <= 0 && !watches) /* signals come by themselves */
        return true;
    for (struct weft__watch *watch = watches; watch; watch = watch->next)
        polls[count++] = (struct pollfd){.fd = watch->descriptor, .events = watch->writing ? POLLOUT : POLLIN};
    /* Between the look at `came` and the wait, a signal must not slip by: they are let in by ppoll only. */
    sigfillset(&blocked);
    sigdelset(&blocked, SIGSEGV);
    sigdelset(&blocked, SIGBUS);
    sigprocmask(SIG_BLOCK, &blocked, &unblocked);
    bool pending = any_came;
    if (pending)
        time = duration(0);
    int ready = ppoll(polls, count, nanoseconds == WEFT__FOR_EVER && !pending ? NULL : &time, &unblocked);
    int err = errno;
    sigprocmask(SIG_SETMASK, &unblocked, NULL);
    if (ready < 0)
        return err == EINTR || err == EAGAIN;
    count = 0;
    for (struct weft__watch *watch = watches; watch; watch = watch->next, count++) {
        watch->failed = watch->failed || (polls[count].revents & POLLNVAL);
        watch->ready = watch->ready || polls[count].revents;
    }
    return true;
}

/* ---- memory ---- */

void weft__host_random(void *bytes, size_t count)
{
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    if (file < 0 || read(file, bytes, count) != (ssize_t)count)
        memset(bytes, 0, count);
    if (file >= 0)
        close(file);
}

void *weft__host_allocate(size_t bytes)
{
    return malloc(bytes);
}

void weft__host_release(void *memory, size_t bytes)
{
    (void)bytes;
    free(memory);
}

/* ---- output ---- */

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

void weft__host_flush(void)
{
    if (own_stdout)
        fflush(stdout);
}

void weft__host_exit(int code)
{
    _exit(code);
}

/* libc's sleeping functions, for programs that call them inside a task: they block every task, so the first time a sentence says what to
 * call instead, and under the virtual clock they cost virtual time only. Outside a run they sleep as ever. */
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#ifndef __wasm__
#include <threads.h>
#endif
#include <time.h>
#include <unistd.h>

#include "core/core.h"

/* Prints a sentence for the first one of a run; in debug mode for each. */
static void tell(const char *function)
{
    static uint32_t said; /* the last run that has its sentence */
    const struct weft__task *task = weft__self();

    if (said == weft__loop.run_number && !weft__options.debug)
        return;
    said = weft__loop.run_number;
    weft__say("weft: %s called %s, a libc function that stops every task; call weft_sleep instead", task ? task->name : "a callback",
              function);
    if (task)
        weft__say(task->waits_at == task->spawned_at ? "; it was spawned at %p" : "; its last wait was at %p", task->waits_at);
    weft__say("\n");
}

static void block(const char *function, int64_t nanoseconds)
{
    if (weft__host_elsewhere() || !weft__host_thread_is_ours() || !weft__loop.running) { /* another thread stops nobody */
        weft__host_block(nanoseconds);
        return;
    }
    if (!weft__loop.job_blocks)
        tell(function);
    weft_block((double)nanoseconds / 1e9);
}

static int sleep_for(const char *function, const struct timespec *time, struct timespec *left)
{
    if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000 || time->tv_sec < 0)
        return EINVAL;
    if (left)
        *left = (struct timespec){0};
    block(function, (int64_t)time->tv_sec * 1000000000 + time->tv_nsec);
    return 0;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    int err = sleep_for("nanosleep", time, left);

    if (err)
        errno = err;
    return err ? -1 : 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    struct timespec now, relative = *time;

    if (!flags)
        return sleep_for("clock_nanosleep", time, left);
    if (clock_gettime(clock, &now))
        return EINVAL;
    relative.tv_sec -= now.tv_sec;
    relative.tv_nsec -= now.tv_nsec;
    if (relative.tv_nsec < 0) {
        relative.tv_nsec += 1000000000;
        relative.tv_sec--;
    }
    return relative.tv_sec < 0 ? 0 : sleep_for("clock_nanosleep", &relative, left);
}

int usleep(useconds_t microseconds)
{
    block("usleep", (int64_t)microseconds * 1000);
    return 0;
}

#ifndef __wasm__ /* there it brings a whole other libc file along, and the command line advises against it */
int thrd_sleep(const struct timespec *time, struct timespec *left)
{
    return sleep_for("thrd_sleep", time, left) ? -2 : 0;
}
#endif

unsigned sleep(unsigned seconds)
{
    block("sleep", (int64_t)seconds * 1000000000);
    return 0;
}

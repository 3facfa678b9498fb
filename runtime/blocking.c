/* libc's sleeping functions, for programs that call them inside a task: they block every task, so the first time a sentence says what to
 * call instead, and under the virtual clock they cost virtual time only. Outside a run they sleep as ever. */
#define _DEFAULT_SOURCE
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "core.h"
#include "host.h"

static void block(int64_t nanoseconds)
{
    static uint32_t told;

    if (weft__loop.running && told != weft__loop.run_number) {
        told = weft__loop.run_number;
        weft__say("weft: %s called a sleep of libc's, which stops every task; call weft_sleep\n",
                  weft__self() ? weft__self()->name : "a callback");
    }
    if (weft__loop.running)
        weft_block((double)nanoseconds / 1e9);
    else
        weft__host_block(nanoseconds);
}

static int sleep_for(const struct timespec *time, struct timespec *left)
{
    if (time->tv_nsec < 0 || time->tv_nsec >= 1000000000 || time->tv_sec < 0)
        return EINVAL;
    if (left)
        *left = (struct timespec){0};
    block((int64_t)time->tv_sec * 1000000000 + time->tv_nsec);
    return 0;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    int err = sleep_for(time, left);

    if (err)
        errno = err;
    return err ? -1 : 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    struct timespec now, relative = *time;

    if (!flags)
        return sleep_for(time, left);
    if (clock_gettime(clock, &now))
        return EINVAL;
    relative.tv_sec -= now.tv_sec;
    relative.tv_nsec -= now.tv_nsec;
    if (relative.tv_nsec < 0) {
        relative.tv_nsec += 1000000000;
        relative.tv_sec--;
    }
    return relative.tv_sec < 0 ? 0 : sleep_for(&relative, left);
}

int usleep(useconds_t microseconds)
{
    block((int64_t)microseconds * 1000);
    return 0;
}

unsigned sleep(unsigned seconds)
{
    block((int64_t)seconds * 1000000000);
    return 0;
}

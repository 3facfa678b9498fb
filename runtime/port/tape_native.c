/* Tapes natively: files, and the program's own reads. Its calls of read() come here when it is linked with --wrap=read; stdio's reads of
 * standard input in every program that is recorded. */
#define _GNU_SOURCE
#include "port/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int weft__tape_open(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC);
}

long weft__tape_fill(int descriptor, void *bytes, size_t count)
{
    return syscall(SYS_read, descriptor, bytes, count);
}

ssize_t __wrap_read(int descriptor, void *bytes, size_t count);
ssize_t __wrap_read(int descriptor, void *bytes, size_t count)
{
    long result = 0;
    int error = 0;

    if (weft__tape != WEFT__PLAYS) {
        result = syscall(SYS_read, descriptor, bytes, count);
        error = errno;
    }
    if (weft__tape && syscall(SYS_gettid) == getpid()) { /* other threads are not the run's */
        result = weft__tape_read(descriptor, bytes, count, result, &error);
        errno = error;
    }
    return result;
}

static ssize_t read_input(void *cookie, char *bytes, size_t count)
{
    (void)cookie;
    return __wrap_read(0, bytes, count);
}

void weft__tape_take_over(void)
{
    FILE *taken = fopencookie(NULL, "r", (cookie_io_functions_t){.read = read_input});

    if (taken)
        stdin = taken;
}

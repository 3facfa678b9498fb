/* Tapes under WASI: files, and the program's own reads, which come here when it is linked with --wrap=read and --wrap=readv. */
#include "port/console.h"
#include "port/tape.h"

#include <errno.h>
#include <sys/uio.h>
#include <wasi/api.h>

enum { FIRST_PREOPENED = 3 };

int weft__tape_open(const char *path)
{
    __wasi_fd_t descriptor;

    while (*path == '/')
        path++;
    return __wasi_path_open(FIRST_PREOPENED, 0, path, 0, __WASI_RIGHTS_FD_READ, 0, 0, &descriptor) ? -1 : (int)descriptor;
}

long weft__tape_fill(int descriptor, void *bytes, size_t count)
{
    __wasi_iovec_t vector = {.buf = bytes, .buf_len = count};
    __wasi_size_t result = 0;

    return __wasi_fd_read((__wasi_fd_t)descriptor, &vector, 1, &result) ? -1 : (long)result;
}

void weft__tape_take_over(void)
{
}

ssize_t __wrap_read(int descriptor, void *bytes, size_t count);
ssize_t __wrap_readv(int descriptor, const struct iovec *vectors, int count);

ssize_t __wrap_read(int descriptor, void *bytes, size_t count)
{
    __wasi_iovec_t vector = {.buf = bytes, .buf_len = count};
    __wasi_size_t size = 0;
    long result = 0;
    int error = 0;

    if (descriptor == 0)
        weft__host_flush(); /* as in read_wasi.c */
    if (weft__tape != WEFT__PLAYS) {
        error = __wasi_fd_read((__wasi_fd_t)descriptor, &vector, 1, &size);
        result = error ? -1 : (long)size;
    }
    if (weft__tape)
        result = weft__tape_read(descriptor, bytes, count, result, &error);
    if (result < 0)
        errno = error;
    return result;
}

ssize_t __wrap_readv(int descriptor, const struct iovec *vectors, int count)
{
    for (int i = 0; i < count; i++)
        if (vectors[i].iov_len > 0) /* fewer bytes than asked for are allowed */
            return __wrap_read(descriptor, vectors[i].iov_base, vectors[i].iov_len);
    return 0;
}

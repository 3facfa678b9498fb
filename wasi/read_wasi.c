/* libc's way in: before a program may wait for what somebody types, it shows what it has printed. Otherwise a question without a
 * newline at its end would come after the answer. */
#include "port/console.h"

#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>
#include <wasi/api.h>

ssize_t readv(int descriptor, const struct iovec *vectors, int count)
{
    __wasi_size_t got = 0;

    if (count < 0) {
        errno = EINVAL;
        return -1;
    }
    if (descriptor == 0)
        weft__host_flush();
    __wasi_errno_t err = __wasi_fd_read((__wasi_fd_t)descriptor, (const __wasi_iovec_t *)vectors, (size_t)count, &got);
    if (err) {
        errno = err == __WASI_ERRNO_NOTCAPABLE ? EBADF : err;
        return -1;
    }
    return (ssize_t)got;
}

ssize_t read(int descriptor, void *bytes, size_t count)
{
    return readv(descriptor, &(struct iovec){.iov_base = bytes, .iov_len = count}, 1);
}

/* Datagrams under WASI, over a host that knows them (docs/host-protocol.md): fd_read gives one, behind what comes with it; fd_write sends one, behind
 * the text of its address. */
#include "host_wasi.h"

#include <string.h>

#include "port/datagram.h"

long weft__host_receive_from(int descriptor, void *bytes, size_t size, struct weft__origin *origin, int *host_error)
{
    __wasi_iovec_t vectors[] = {{.buf = (uint8_t *)origin, .buf_len = sizeof *origin}, {.buf = bytes, .buf_len = size}};
    __wasi_size_t got = 0;
    __wasi_errno_t error = __wasi_fd_read((__wasi_fd_t)descriptor, vectors, 2, &got);

    if (error == __WASI_ERRNO_AGAIN || error == __WASI_ERRNO_INTR)
        return WEFT__AGAIN;
    *host_error = error;
    if (error)
        return weft__socket_code(error);
    return got < sizeof *origin ? WEFT_HOST : (long)(got - sizeof *origin);
}

long weft__host_send_to(int descriptor, const char *to, const void *bytes, size_t count, int *host_error)
{
    __wasi_ciovec_t vectors[] = {{.buf = (const uint8_t *)to, .buf_len = strlen(to) + 1}, {.buf = bytes, .buf_len = count}};
    __wasi_size_t sent = 0;
    __wasi_errno_t error = __wasi_fd_write((__wasi_fd_t)descriptor, vectors, 2, &sent);

    if (error == __WASI_ERRNO_AGAIN || error == __WASI_ERRNO_INTR)
        return WEFT__AGAIN;
    *host_error = error;
    return error == __WASI_ERRNO_MSGSIZE ? WEFT_LIMIT : error ? weft__socket_code(error) : (long)count;
}

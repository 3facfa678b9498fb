/* Sockets under WASI: a host that knows them takes CONNECT, LISTEN, ACCEPT and RESOLVE from memory (docs/host-protocol.md); bytes go by WASI's own
 * calls, which never block on such a descriptor. */
#include "host_wasi.h"

#include "port/socket.h"
#include "port/tls.h"

int weft__socket_code(int error)
{
    switch (error) {
    case __WASI_ERRNO_CONNREFUSED:
        return WEFT_REFUSED;
    case __WASI_ERRNO_CONNRESET:
    case __WASI_ERRNO_CONNABORTED:
    case __WASI_ERRNO_PIPE:
    case __WASI_ERRNO_NOTCONN:
    case __WASI_ERRNO_TIMEDOUT:
    case __WASI_ERRNO_HOSTUNREACH:
    case __WASI_ERRNO_NETUNREACH:
    case __WASI_ERRNO_STALE: /* it was opened on another host */
        return WEFT_RESET;
    case __WASI_ERRNO_NOENT:
        return WEFT_NOT_FOUND;
    case __WASI_ERRNO_ADDRINUSE:
        return WEFT_IN_USE;
    case __WASI_ERRNO_ACCES:
    case __WASI_ERRNO_PERM:
    case __WASI_ERRNO_NOTCAPABLE:
        return WEFT_DENIED;
    case __WASI_ERRNO_MFILE:
    case __WASI_ERRNO_NFILE:
        return WEFT_FULL;
    case __WASI_ERRNO_NOMEM:
    case __WASI_ERRNO_NOBUFS:
        return WEFT_NO_MEMORY;
    case __WASI_ERRNO_INVAL:
    case __WASI_ERRNO_BADF:
    case __WASI_ERRNO_ADDRNOTAVAIL:
        return WEFT_INVALID;
    case __WASI_ERRNO_NOSYS:
    case __WASI_ERRNO_NOTSUP:
    case __WASI_ERRNO_AFNOSUPPORT:
        return WEFT_UNSUPPORTED;
    default:
        return error >= WEFT__TLS_UNKNOWN_ISSUER ? WEFT_RESET : WEFT_HOST;
    }
}

bool weft__host_has_sockets(void)
{
    return weft_base.host_flags & HOST_HAS_SOCKETS;
}

bool weft__host_reaches_out(void)
{
    return weft_base.host_flags & HOST_REACHES_OUT;
}

bool weft__host_has_tls(void)
{
    return weft_base.host_flags & HOST_HAS_TLS;
}

const char *weft__host_error_words(int host_error)
{
    return weft__wasi_words(host_error);
}

long weft__host_receive(int descriptor, void *bytes, size_t count, int *host_error)
{
    __wasi_iovec_t vector = {.buf = bytes, .buf_len = count};
    __wasi_size_t got = 0;
    __wasi_errno_t error = __wasi_fd_read((__wasi_fd_t)descriptor, &vector, 1, &got);

    if (error == __WASI_ERRNO_AGAIN || error == __WASI_ERRNO_INTR)
        return WEFT__AGAIN;
    *host_error = error;
    return error ? weft__socket_code(error) : (long)got;
}

long weft__host_send(int descriptor, const void *bytes, size_t count, int *host_error)
{
    __wasi_ciovec_t vector = {.buf = bytes, .buf_len = count};
    __wasi_size_t sent = 0;
    __wasi_errno_t error = __wasi_fd_write((__wasi_fd_t)descriptor, &vector, 1, &sent);

    if (error == __WASI_ERRNO_AGAIN || error == __WASI_ERRNO_INTR)
        return WEFT__AGAIN;
    *host_error = error;
    return error ? weft__socket_code(error) : (long)sent;
}

int weft__host_send_end(int descriptor)
{
    __wasi_errno_t error = __wasi_sock_shutdown((__wasi_fd_t)descriptor, __WASI_SDFLAGS_WR);

    return error == __WASI_ERRNO_NOTSOCK || error == __WASI_ERRNO_NOTSUP ? WEFT_UNSUPPORTED : error ? weft__socket_code(error) : WEFT_OK;
}

void weft__host_close(int descriptor)
{
    (void)__wasi_fd_close((__wasi_fd_t)descriptor);
}

int weft__host_borrow(int descriptor, bool *blocks)
{
    __wasi_fdstat_t status;

    *blocks = true;
    return __wasi_fd_fdstat_get((__wasi_fd_t)descriptor, &status) ? WEFT_INVALID : WEFT_OK;
}

int weft__host_submit_socket(struct weft__operation *operation)
{
    if (!(weft_base.host_flags & (HOST_HAS_SOCKETS | HOST_REACHES_OUT)) || (operation->verb == WEFT__SECURE && !weft__host_has_tls()))
        return WEFT_UNSUPPORTED;
    weft__submitted_join(operation);
    return WEFT_OK;
}

void weft__socket_call_off(const struct weft__operation *operation)
{
    if (operation->queued && operation->verb != WEFT__RESOLVE && operation->result >= 0)
        weft__host_close(operation->result);
}

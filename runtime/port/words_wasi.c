/* Words for WASI's error numbers, which are Emscripten's, too. */
#include "port/socket.h"
#include "port/tls.h"

#include <wasi/api.h>

const char *weft__wasi_words(int host_error)
{
    switch (host_error) {
    case __WASI_ERRNO_TIMEDOUT:
        return "no answer in time";
    case __WASI_ERRNO_HOSTUNREACH:
    case __WASI_ERRNO_NETUNREACH:
        return "no way leads there";
    case __WASI_ERRNO_NOTCONN:
        return "not connected";
    case __WASI_ERRNO_MFILE:
    case __WASI_ERRNO_NFILE:
        return "too many open files";
    case __WASI_ERRNO_STALE:
        return "the program was moved";
    default:
        return weft__tls_words ? weft__tls_words(host_error) : "";
    }
}

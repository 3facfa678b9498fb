/* Processes under WASI: a host that has them takes SPAWN and EXIT from memory. A signal is written to the descriptor that stands for the process,
 * and its close is the end (docs/host-protocol.md). */
#include "host_wasi.h"

#include "port/process.h"

bool weft__host_has_processes(void)
{
    return weft_base.host_flags & HOST_HAS_PROCESSES;
}

int weft__host_submit_process(struct weft__operation *operation)
{
    if (!weft__host_has_processes())
        return WEFT_UNSUPPORTED;
    weft__submitted_join(operation);
    return WEFT_OK;
}

int weft__host_signal_process(int descriptor, int signal, bool group)
{
    const unsigned char bytes[] = {(unsigned char)signal, group};
    __wasi_ciovec_t vector = {.buf = bytes, .buf_len = sizeof bytes};
    __wasi_size_t written = 0;

    switch (__wasi_fd_write((__wasi_fd_t)descriptor, &vector, 1, &written)) {
    case __WASI_ERRNO_SUCCESS:
        return WEFT_OK;
    case __WASI_ERRNO_ACCES:
    case __WASI_ERRNO_PERM:
        return WEFT_DENIED;
    case __WASI_ERRNO_INVAL:
        return WEFT_INVALID;
    default:
        return WEFT_CLOSED;
    }
}

void weft__host_end_process(int descriptor)
{
    weft__host_close(descriptor);
}

/* Nobody wants it any more, and it runs. */
void weft__process_call_off(const struct weft__operation *operation)
{
    const int32_t *words = operation->bytes;

    if (operation->verb != WEFT__SPAWN || !operation->queued || operation->result < 0)
        return;
    for (int i = 1; i < WEFT__PROCESS_WORDS; i++)
        if (words[i] >= 0)
            weft__host_close(words[i]);
    weft__host_close(operation->result);
}

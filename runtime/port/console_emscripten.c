/* The console and the memory under Emscripten: its own streams and file systems, the environment that JavaScript has prepared, malloc. */
#include "port/console.h"
#include "port/host_emscripten.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <wasi/api.h>

#include "port/memory.h"

/* What is written for the outside, a trace, is a file of the machine's, where there are some: such a descriptor is none of
 * Emscripten's file systems. */
enum { MACHINES = 1 << 20 };

/* ---- standard output and error ---- */

/* Emscripten's own way out. All of stdio goes through the function of this name, so ours takes its place. */
__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_write"))) __wasi_errno_t
weft__fd_write(__wasi_fd_t descriptor, const __wasi_ciovec_t *vectors, size_t count, __wasi_size_t *written);

static bool takes;

__wasi_errno_t __wasi_fd_write(__wasi_fd_t descriptor, const __wasi_ciovec_t *vectors, size_t count, __wasi_size_t *written)
{
    if (!takes || (descriptor != 1 && descriptor != 2))
        return weft__fd_write(descriptor, vectors, count, written);
    *written = 0;
    for (size_t i = 0; i < count; i++) {
        if (vectors[i].buf_len > 0)
            weft__output((int)descriptor, vectors[i].buf, vectors[i].buf_len);
        *written += vectors[i].buf_len;
    }
    return __WASI_ERRNO_SUCCESS;
}

void weft__console_start(bool takes_output)
{
    takes |= takes_output; /* up to the end of the program: what is printed between runs is stamped, too */
}

void weft__console_by_line(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
}

void weft__console_stop(void)
{
    weft__host_flush();
}

void weft__host_flush(void)
{
    fflush(stdout);
}

const char *weft__host_option(const char *name)
{
    return getenv(name);
}

bool weft__host_write(int descriptor, const void *bytes, size_t count)
{
    const uint8_t *at = bytes;

    if (descriptor >= MACHINES)
        return weft_js_write(descriptor - MACHINES, bytes, count);
    while (count > 0) {
        __wasi_ciovec_t vector = {.buf = at, .buf_len = count};
        __wasi_size_t written = 0;
        __wasi_errno_t error = weft__fd_write((__wasi_fd_t)descriptor, &vector, 1, &written);
        if (error == __WASI_ERRNO_AGAIN || error == __WASI_ERRNO_INTR)
            continue;
        if (error || written == 0)
            return false;
        at += written;
        count -= written;
    }
    return true;
}

int weft__host_open(const char *path)
{
    int descriptor = weft_js_open(path);

    return descriptor >= 0 ? descriptor + MACHINES : -1;
}

/* ---- blocking, and the end ---- */

void weft__host_block(int64_t nanoseconds)
{
    for (double end = weft_js_now() + (double)nanoseconds / 1e6; weft_js_now() < end;)
        continue; /* JavaScript has nothing that blocks */
}

bool weft__host_thread_is_ours(void)
{
    return true;
}

void weft__host_exit(int code)
{
    weft_js_exit(code);
    abort();
}

/* ---- memory ---- */

void *weft__host_allocate(size_t bytes)
{
    enum { ALIGNMENT = 16 };

    return aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
}

void weft__host_release(void *memory, size_t bytes)
{
    (void)bytes;
    free(memory);
}

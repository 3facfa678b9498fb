/* Sockets, datagrams and standard input under Emscripten, in programs that ask for them: operations as on our own host, begun and completed by the
 * same files in JavaScript (toolchain/emscripten/world.js). In Node the network is the machine's. A page has no sockets, but connections: by fetch and
 * WebSockets (page_network.js). */
#include "port/datagram.h"
#include "port/host_emscripten.h"
#include "port/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_the_worlds(int descriptor)
{
    return descriptor >= WEFT__WORLD_DESCRIPTORS;
}

/* ---- operations ---- */

static int submit(struct weft__operation *operation)
{
    operation->state = WEFT__SUBMITTED;
    operation->host_error = 0;
    weft_js_submits(operation);
    return WEFT_OK;
}

/* Files and standard output can be written to at any time. */
static int submit_done(struct weft__operation *operation)
{
    operation->state = WEFT__SUBMITTED;
    operation->result = WEFT_OK;
    weft__host_post(operation);
    return WEFT_OK;
}

int weft__host_submit_descriptor(struct weft__operation *operation)
{
    if (is_the_worlds(operation->descriptor))
        return submit(operation);
    if (operation->descriptor < 0 || fcntl(operation->descriptor, F_GETFD) < 0)
        return WEFT_INVALID;
    if (operation->verb == WEFT__WRITABLE)
        return submit_done(operation);
    if (operation->descriptor != 0 || !(weft_js_world() & WEFT__WORLD_INPUT))
        return WEFT_UNSUPPORTED;
    return submit(operation);
}

int weft__host_submit_socket(struct weft__operation *operation)
{
    bool connects = operation->verb == WEFT__RESOLVE || operation->verb == WEFT__CONNECT || operation->verb == WEFT__SECURE;

    if (!weft__host_has_sockets() && !(connects && weft__host_reaches_out()))
        return WEFT_UNSUPPORTED;
    if (operation->verb == WEFT__SECURE && !weft__host_has_tls())
        return WEFT_UNSUPPORTED;
    return submit(operation);
}

void weft__outside_exchange(void)
{
    weft_js_exchange();
}

void weft__outside_call_off(struct weft__operation *operation)
{
    bool opens = operation->verb >= WEFT__CONNECT && operation->verb <= WEFT__ACCEPT;

    weft_js_calls_off(operation);
    if (operation->queued && opens && operation->result >= 0)
        weft_js_close(operation->result);
}

void weft__outside_stop(void)
{
    weft_js_world_stops();
}

/* ---- bytes ---- */

bool weft__host_has_sockets(void)
{
    return weft_js_world() & WEFT__WORLD_SOCKETS;
}

bool weft__host_reaches_out(void)
{
    return weft_js_world() & WEFT__WORLD_CONNECTIONS;
}

bool weft__host_has_tls(void)
{
    return weft_js_world() & WEFT__WORLD_TLS;
}

const char *weft__host_error_words(int host_error)
{
    return weft__wasi_words(host_error);
}

static long because_of_errno(int *host_error)
{
    *host_error = errno;
    return errno == EAGAIN ? WEFT__AGAIN : WEFT_HOST;
}

/* What the program has borrowed is Emscripten's, but for standard input, which the world reads. */
long weft__host_receive(int descriptor, void *bytes, size_t count, int *host_error)
{
    if (descriptor == 0 || is_the_worlds(descriptor))
        return weft_js_receive(descriptor, bytes, count, host_error);
    ssize_t got = read(descriptor, bytes, count);
    return got < 0 ? because_of_errno(host_error) : got;
}

long weft__host_send(int descriptor, const void *bytes, size_t count, int *host_error)
{
    if (is_the_worlds(descriptor))
        return weft_js_send(descriptor, bytes, count, host_error);
    ssize_t sent = write(descriptor, bytes, count);
    return sent < 0 ? because_of_errno(host_error) : sent;
}

int weft__host_send_end(int descriptor)
{
    return is_the_worlds(descriptor) ? weft_js_send_end(descriptor) : WEFT_UNSUPPORTED;
}

void weft__host_close(int descriptor)
{
    if (is_the_worlds(descriptor))
        weft_js_close(descriptor);
    else
        close(descriptor);
}

int weft__host_borrow(int descriptor, bool *blocks)
{
    *blocks = true;
    return descriptor >= 0 && fcntl(descriptor, F_GETFD) >= 0 ? WEFT_OK : WEFT_INVALID;
}

/* ---- datagrams ---- */

long weft__host_receive_from(int descriptor, void *bytes, size_t size, struct weft__origin *origin, int *host_error)
{
    memset(origin, 0, sizeof *origin);
    return weft_js_receive_from(descriptor, bytes, size, origin, sizeof origin->from, host_error);
}

long weft__host_send_to(int descriptor, const char *to, const void *bytes, size_t count, int *host_error)
{
    return weft_js_send_to(descriptor, to, bytes, count, host_error);
}

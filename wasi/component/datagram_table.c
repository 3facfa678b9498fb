/* Sockets for datagrams, by descriptor, for components of both versions of WASI. */
#include "datagrams.h"

#include "port/socket.h"

static struct datagrams *sockets;
static size_t room;

struct datagrams *component_datagrams_of(int32_t fd)
{
    size_t at = (size_t)(fd - FIRST_DATAGRAMS);

    return fd >= FIRST_DATAGRAMS && at < room && sockets[at].socket ? &sockets[at] : NULL;
}

struct datagrams *component_datagrams_at(size_t index)
{
    return &sockets[index];
}

size_t component_datagrams_index(const struct datagrams *socket)
{
    return (size_t)(socket - sockets);
}

bool component_datagrams_open(int32_t fd)
{
    return component_datagrams_of(fd) != NULL;
}

int32_t component_datagrams_close(int32_t fd)
{
    struct datagrams *socket = component_datagrams_of(fd);

    if (!socket)
        return __WASI_ERRNO_BADF;
    component_datagrams_drop(socket);
    return 0;
}

void component_datagrams_begin(struct weft__operation *operation)
{
    char *names = operation->bytes, *end = names + operation->count;
    bool has_peer = operation->verb == WEFT__CONNECT;
    struct datagrams socket = {.socket = 0};
    struct address address;
    size_t at;

    if (!component_parse(operation->text + 4, &address)) {
        component_complete(operation, WEFT_INVALID, 0);
        return;
    }
    if (!component_find_free((void **)&sockets, &room, sizeof *sockets, &at)) {
        component_complete(operation, WEFT_NO_MEMORY, 0);
        return;
    }
    int error = component_datagrams_open_one(&socket, &address, has_peer);
    if (error) {
        if (socket.socket)
            component_datagrams_drop(&socket);
        component_complete(operation, weft__socket_code(error), error);
        return;
    }
    names = component_put_name(names, end, socket.socket, component_datagrams_own);
    if (has_peer)
        component_put_name(names, end, socket.socket, component_datagrams_peer);
    sockets[at] = socket;
    component_complete(operation, (int32_t)at + FIRST_DATAGRAMS, 0);
}

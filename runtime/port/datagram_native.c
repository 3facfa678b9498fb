/* Datagrams natively (Linux). The system counts what finds no room in a socket's queue, and says so with the next one that has. */
#define _GNU_SOURCE
#include "port/datagram.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "port/host_native.h"

/* What the system has dropped, when it says so. */
static void read_dropped(struct msghdr *message, uint32_t *dropped)
{
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part))
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_RXQ_OVFL)
            memcpy(dropped, CMSG_DATA(part), sizeof *dropped);
}

long weft__host_receive_from(int descriptor, void *bytes, size_t size, struct weft__origin *origin, int *host_error)
{
    union weft__socket_address address;
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(uint32_t))]; } control;
    struct iovec vector = {.iov_base = bytes, .iov_len = size};
    struct msghdr message;
    ssize_t got;

    do {
        message = (struct msghdr){.msg_name = &address, .msg_namelen = sizeof address, .msg_iov = &vector, .msg_iovlen = 1,
                                  .msg_control = &control, .msg_controllen = sizeof control};
        memset(&address, 0, sizeof address);
        got = recvmsg(descriptor, &message, MSG_DONTWAIT | MSG_TRUNC);
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN) {
        struct weft__row *row = weft__row_of(descriptor);
        if (row)
            row->readable = false;
        return WEFT__AGAIN;
    }
    if (got < 0) {
        *host_error = errno;
        return weft__socket_code(errno);
    }
    read_dropped(&message, &origin->dropped);
    origin->length = (uint32_t)got;
    weft__write_name(origin->from, origin->from + sizeof origin->from, &address);
    return (size_t)got < size ? got : (long)size;
}

long weft__host_send_to(int descriptor, const char *to, const void *bytes, size_t count, int *host_error)
{
    union weft__socket_address address;
    socklen_t size = *to ? weft__read_host_and_port(to, &address) : 0;
    ssize_t sent;

    if (*to && !size)
        return WEFT_INVALID;
    do
        sent = sendto(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT, size ? &address.any : NULL, size);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return (long)count;
    if (errno == EAGAIN) {
        struct weft__row *row = weft__row_of(descriptor);
        if (row)
            row->writable = false;
        return WEFT__AGAIN;
    }
    *host_error = errno;
    return errno == EMSGSIZE ? WEFT_LIMIT : weft__socket_code(errno);
}

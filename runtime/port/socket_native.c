/* Sockets natively (Linux): the system's own calls, on descriptors that epoll watches for edges. A name is looked up in a thread, because
 * getaddrinfo waits. */
#define _GNU_SOURCE
#include "port/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "port/host_native.h"

enum { BACKLOG = 1024, ADDRESS_BYTES = 48, LOOKUP_STACK = 256 * 1024 };

static int code_of(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return WEFT_REFUSED;
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
    case ENOTCONN:
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
        return WEFT_RESET;
    case ENOENT:
        return WEFT_NOT_FOUND;
    case EADDRINUSE:
        return WEFT_IN_USE;
    case EACCES:
    case EPERM:
        return WEFT_DENIED;
    case EMFILE:
    case ENFILE:
        return WEFT_FULL;
    case ENOMEM:
    case ENOBUFS:
        return WEFT_NO_MEMORY;
    case EADDRNOTAVAIL:
    case EINVAL:
    case EBADF:
        return WEFT_INVALID;
    case EAFNOSUPPORT:
    case EOPNOTSUPP:
        return WEFT_UNSUPPORTED;
    default:
        return WEFT_HOST;
    }
}

static int fail(struct weft__operation *operation, int error)
{
    operation->host_error = error;
    return code_of(error);
}

bool weft__host_has_sockets(void)
{
    return true;
}

const char *weft__host_error_words(int host_error)
{
    if (host_error < 0)
        return host_error == EAI_NONAME ? "" : gai_strerror(host_error);
    switch (host_error) {
    case ETIMEDOUT:
        return "no answer in time";
    case EHOSTUNREACH:
    case ENETUNREACH:
        return "no way leads there";
    case ENOTCONN:
        return "not connected";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    default:
        return code_of(host_error) == WEFT_HOST ? strerror(host_error) : "";
    }
}

/* ---- bytes ---- */

long weft__host_receive(int descriptor, void *bytes, size_t count, int *host_error)
{
    struct weft__row *row = weft__row_of(descriptor);
    ssize_t got;

    do
        got = syscall(SYS_read, descriptor, bytes, count); /* past every tape: the stream's own entry follows */
    while (got < 0 && errno == EINTR);
    if (got >= 0) {
        if (row && got < (ssize_t)count && !row->ended)
            row->readable = false; /* all that there was: what comes from now on is an edge */
        return got;
    }
    if (errno == EAGAIN) {
        if (row)
            row->readable = false;
        return WEFT__AGAIN;
    }
    *host_error = errno;
    return errno == EIO ? 0 : code_of(errno); /* a terminal whose other side is gone has ended */
}

long weft__host_send(int descriptor, const void *bytes, size_t count, int *host_error)
{
    struct weft__row *row = weft__row_of(descriptor);
    ssize_t sent;

    do
        sent = row && row->socket ? send(descriptor, bytes, count, MSG_NOSIGNAL) : write(descriptor, bytes, count);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return sent;
    if (errno == EAGAIN) {
        if (row)
            row->writable = false;
        return WEFT__AGAIN;
    }
    *host_error = errno;
    return code_of(errno);
}

int weft__host_send_end(int descriptor)
{
    if (shutdown(descriptor, SHUT_WR) == 0 || errno == ENOTCONN)
        return WEFT_OK;
    return errno == ENOTSOCK ? WEFT_UNSUPPORTED : code_of(errno);
}

void weft__host_close(int descriptor)
{
    if (weft__row_of(descriptor))
        weft__disown(descriptor);
    else
        close(descriptor);
}

int weft__host_borrow(int descriptor, bool *blocks)
{
    int flags = fcntl(descriptor, F_GETFL);

    if (flags < 0)
        return WEFT_INVALID;
    *blocks = !(flags & O_NONBLOCK);
    return WEFT_OK;
}

/* ---- addresses ---- */

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    struct sockaddr_un path;
};

/* Of "tcp:127.0.0.1:80", "tcp:[::1]:80" or "unix:/a/path"; 0 for another text. */
static socklen_t read_address(const char *text, union address *address)
{
    char host[ADDRESS_BYTES];

    memset(address, 0, sizeof *address);
    if (strncmp(text, "unix:", 5) == 0) {
        if (strlen(text + 5) >= sizeof address->path.sun_path)
            return 0;
        address->path.sun_family = AF_UNIX;
        strcpy(address->path.sun_path, text + 5);
        return sizeof address->path;
    }
    const char *colon = strrchr(text, ':');
    if (strncmp(text, "tcp:", 4) != 0 || colon < text + 4)
        return 0;
    const char *from = text + 4, *to = colon;
    if (*from == '[' && to[-1] == ']')
        from++, to--;
    char *end;
    unsigned long port = strtoul(colon + 1, &end, 10);
    if (to - from >= (ptrdiff_t)sizeof host || *end || end == colon + 1 || port > 65535)
        return 0;
    memcpy(host, from, (size_t)(to - from));
    host[to - from] = '\0';
    if (inet_pton(AF_INET, host, &address->four.sin_addr) == 1) {
        address->four.sin_family = AF_INET;
        address->four.sin_port = htons((uint16_t)port);
        return sizeof address->four;
    }
    if (inet_pton(AF_INET6, host, &address->six.sin6_addr) != 1)
        return 0;
    address->six.sin6_family = AF_INET6;
    address->six.sin6_port = htons((uint16_t)port);
    return sizeof address->six;
}

/* "127.0.0.1:80", "[::1]:80", or the path. Returns where the next name goes. */
static char *write_name(char *at, const char *end, const union address *address)
{
    char host[INET6_ADDRSTRLEN] = "";
    int length = 0;

    if (at >= end)
        return at;
    if (address->any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &address->four.sin_addr, host, sizeof host);
        length = snprintf(at, (size_t)(end - at), "%s:%u", host, ntohs(address->four.sin_port));
    } else if (address->any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &address->six.sin6_addr, host, sizeof host);
        length = snprintf(at, (size_t)(end - at), "[%s]:%u", host, ntohs(address->six.sin6_port));
    } else if (address->any.sa_family == AF_UNIX) {
        length = snprintf(at, (size_t)(end - at), "%s", address->path.sun_path);
    }
    at[length >= end - at ? end - at - 1 : length] = '\0';
    return at + strlen(at) + 1;
}

static char *write_own_name(char *at, const char *end, int descriptor)
{
    union address address = {0};
    socklen_t size = sizeof address;

    getsockname(descriptor, &address.any, &size);
    return write_name(at, end, &address);
}

/* ---- names ---- */

/* One look-up, shared by the thread and the operation; the last of the two frees it. */
struct lookup {
    struct lookup *next;
    struct weft__operation *operation; /* NULL: nobody wants it any more. The loop's thread's own */
    int error, count;
    unsigned run;
    size_t length;
    char addresses[16 * ADDRESS_BYTES];
    char host[];
};

static _Atomic(struct lookup *) found; /* newest first */
static unsigned runs;                  /* that have ended: what was looked up for one of them is nobody's */

static bool is_known(const struct lookup *lookup, const char *address)
{
    for (const char *at = lookup->addresses; at < lookup->addresses + lookup->length; at += strlen(at) + 1)
        if (strcmp(at, address) == 0)
            return true;
    return false;
}

static void note_address(struct lookup *lookup, const struct addrinfo *info)
{
    const union address *address = (const union address *)(const void *)info->ai_addr;
    char text[ADDRESS_BYTES] = "";

    if (info->ai_family == AF_INET)
        inet_ntop(AF_INET, &address->four.sin_addr, text, sizeof text);
    else if (info->ai_family == AF_INET6)
        inet_ntop(AF_INET6, &address->six.sin6_addr, text, sizeof text);
    size_t length = strlen(text) + 1;
    if (length == 1 || is_known(lookup, text) || lookup->length + length > sizeof lookup->addresses)
        return;
    memcpy(lookup->addresses + lookup->length, text, length);
    lookup->length += length;
    lookup->count++;
}

static void look_up(struct lookup *lookup, int flags)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = flags}, *list = NULL;

    lookup->error = getaddrinfo(lookup->host, NULL, &hints, &list);
    if (lookup->error)
        return;
    for (const struct addrinfo *info = list; info; info = info->ai_next)
        note_address(lookup, info);
    freeaddrinfo(list);
}

static void *look_up_in_thread(void *arg)
{
    struct lookup *lookup = arg, *first = atomic_load(&found);

    look_up(lookup, 0);
    do
        lookup->next = first;
    while (!atomic_compare_exchange_weak(&found, &first, lookup));
    weft__ring();
    return NULL;
}

static void give(const struct lookup *lookup, struct weft__operation *operation)
{
    size_t length = lookup->length < operation->count ? lookup->length : operation->count;

    if (lookup->error) {
        operation->host_error = lookup->error == EAI_SYSTEM ? 0 : lookup->error;
        weft__complete(operation, lookup->error == EAI_MEMORY ? WEFT_NO_MEMORY : WEFT_NOT_FOUND);
        return;
    }
    memcpy(operation->bytes, lookup->addresses, length);
    weft__complete(operation, lookup->count);
}

void weft__resolved_take(void)
{
    struct lookup *lookup = atomic_exchange(&found, NULL);

    while (lookup) {
        struct lookup *next = lookup->next;
        if (lookup->operation && lookup->run == runs)
            give(lookup, lookup->operation);
        free(lookup);
        lookup = next;
    }
}

void weft__sockets_stop(void)
{
    runs++;
}

static int resolve(struct weft__operation *operation)
{
    size_t length = strlen(operation->text) + 1;
    struct lookup *lookup = calloc(1, sizeof *lookup + length);
    pthread_attr_t attributes;
    pthread_t thread;

    if (!lookup)
        return WEFT_NO_MEMORY;
    memcpy(lookup->host, operation->text, length);
    operation->state = WEFT__SUBMITTED;
    look_up(lookup, AI_NUMERICHOST);
    if (!lookup->error) {
        give(lookup, operation);
        free(lookup);
        return WEFT_OK;
    }
    lookup->operation = operation;
    lookup->run = runs;
    operation->inbox = (void *)lookup; /* until it is in the inbox, this place is ours */
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, LOOKUP_STACK);
    int err = pthread_create(&thread, &attributes, look_up_in_thread, lookup);
    pthread_attr_destroy(&attributes);
    if (!err)
        return WEFT_OK;
    operation->state = WEFT__IDLE;
    free(lookup);
    return WEFT_NO_MEMORY;
}

/* ---- connect, listen, accept ---- */

/* A socket of the runtime's own for this address; below 0 a code. */
static int open_socket(struct weft__operation *operation, union address *address, socklen_t *size)
{
    const int yes = 1;

    *size = read_address(operation->text, address);
    if (!*size)
        return WEFT_INVALID;
    int descriptor = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return fail(operation, errno);
    if (address->any.sa_family != AF_UNIX)
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return descriptor;
}

static int own(struct weft__operation *operation, int descriptor)
{
    if (!weft__own(descriptor)) {
        close(descriptor);
        return WEFT_NO_MEMORY;
    }
    weft__row_of(descriptor)->socket = true;
    operation->descriptor = descriptor;
    return WEFT_OK;
}

static void complete_connect(struct weft__operation *operation, int error)
{
    char *at = operation->bytes, *end = at + operation->count;
    union address address;

    if (error) {
        operation->host_error = error;
        weft__complete(operation, code_of(error));
        weft__disown(operation->descriptor);
        return;
    }
    at = write_own_name(at, end, operation->descriptor);
    (void)read_address(operation->text, &address);
    write_name(at, end, &address);
    weft__complete(operation, operation->descriptor);
}

static int begin_connect(struct weft__operation *operation)
{
    union address address;
    socklen_t size;
    int descriptor = open_socket(operation, &address, &size);

    if (descriptor < 0)
        return descriptor;
    int error = connect(descriptor, &address.any, size) == 0 ? 0 : errno;
    if (error && error != EINPROGRESS) {
        close(descriptor);
        return fail(operation, error == EAGAIN ? ECONNREFUSED : error); /* the queue of a path is full */
    }
    int err = own(operation, descriptor);
    if (err)
        return err;
    operation->state = WEFT__SUBMITTED;
    if (error)
        return weft__wait_on(operation);
    complete_connect(operation, 0);
    return WEFT_OK;
}

/* A path that nobody listens at any more is taken over, as asyncio does. */
static void clear_path(const union address *address)
{
    struct stat status;

    if (address->any.sa_family == AF_UNIX && stat(address->path.sun_path, &status) == 0 && S_ISSOCK(status.st_mode))
        unlink(address->path.sun_path);
}

static int begin_listen(struct weft__operation *operation)
{
    const int yes = 1;
    union address address;
    socklen_t size;
    int descriptor = open_socket(operation, &address, &size);

    if (descriptor < 0)
        return descriptor;
    if (address.any.sa_family == AF_UNIX)
        clear_path(&address);
    else
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(descriptor, &address.any, size) || listen(descriptor, BACKLOG)) {
        int error = errno;
        close(descriptor);
        return fail(operation, error);
    }
    int err = own(operation, descriptor);
    if (err)
        return err;
    write_own_name(operation->bytes, (char *)operation->bytes + operation->count, descriptor);
    operation->state = WEFT__SUBMITTED;
    weft__complete(operation, descriptor);
    return WEFT_OK;
}

static bool accept_one(struct weft__operation *operation)
{
    const int yes = 1;
    union address address = {0};
    socklen_t size = sizeof address;
    int descriptor;

    do
        descriptor = accept4(operation->descriptor, &address.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (descriptor < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (descriptor < 0 && errno == EAGAIN) {
        weft__row_of(operation->descriptor)->readable = false;
        return false;
    }
    if (descriptor < 0) {
        weft__complete(operation, fail(operation, errno));
        return true;
    }
    if (!weft__own(descriptor)) {
        close(descriptor);
        weft__complete(operation, WEFT_NO_MEMORY);
        return true;
    }
    weft__row_of(descriptor)->socket = true;
    if (address.any.sa_family != AF_UNIX)
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    write_name(operation->bytes, (char *)operation->bytes + operation->count, &address);
    weft__complete(operation, descriptor);
    return true;
}

static int begin_accept(struct weft__operation *operation)
{
    if (!weft__row_of(operation->descriptor))
        return WEFT_INVALID;
    operation->state = WEFT__SUBMITTED;
    return accept_one(operation) ? WEFT_OK : weft__wait_on(operation);
}

bool weft__socket_ready(struct weft__operation *operation)
{
    int error = 0;
    socklen_t size = sizeof error;

    if (operation->verb == WEFT__ACCEPT)
        return accept_one(operation);
    getsockopt(operation->descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    complete_connect(operation, error);
    return true;
}

int weft__host_submit_socket(struct weft__operation *operation)
{
    switch (operation->verb) {
    case WEFT__RESOLVE:
        return resolve(operation);
    case WEFT__CONNECT:
        return begin_connect(operation);
    case WEFT__LISTEN:
        return begin_listen(operation);
    case WEFT__ACCEPT:
        return begin_accept(operation);
    default:
        return WEFT_UNSUPPORTED;
    }
}

/* Nobody wants it any more. What it has opened is closed. */
void weft__socket_call_off(struct weft__operation *operation)
{
    if (operation->queued) {
        if (operation->verb != WEFT__RESOLVE && operation->result >= 0)
            weft__host_close(operation->result);
        return;
    }
    if (operation->verb == WEFT__RESOLVE)
        ((struct lookup *)(void *)operation->inbox)->operation = NULL; /* the thread goes on, and nobody hears of it */
}

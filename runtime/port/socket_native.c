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
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "port/host_native.h"
#include "port/memory.h"
#include "port/tls.h"

enum { BACKLOG = 1024, ADDRESS_BYTES = 48, LOOKUP_STACK = 256 * 1024 };

int weft__socket_code(int error)
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
    case ENOTDIR:
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

int weft__socket_fail(struct weft__operation *operation, int error)
{
    operation->host_error = error;
    return weft__socket_code(error);
}

bool weft__host_has_sockets(void)
{
    return true;
}

bool weft__host_reaches_out(void)
{
    return false;
}

bool weft__host_has_tls(void)
{
    return weft__secure_begin != NULL;
}

const char *weft__host_error_words(int host_error)
{
    if (host_error >= WEFT__TLS_UNKNOWN_ISSUER)
        return weft__tls_words ? weft__tls_words(host_error) : "";
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
        return weft__socket_code(host_error) == WEFT_HOST ? strerror(host_error) : "";
    }
}

/* ---- bytes ---- */

long weft__socket_receive(int descriptor, void *bytes, size_t count, int *host_error)
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
    return errno == EIO ? 0 : weft__socket_code(errno); /* a terminal whose other side is gone has ended */
}

/* A pipe that nobody reads any more is an error of this call, and no signal that ends the process. */
static ssize_t write_without_signal(int descriptor, const void *bytes, size_t count)
{
    const struct timespec at_once = {0};
    sigset_t broken_pipe, before;

    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &before);
    ssize_t sent = write(descriptor, bytes, count);
    int error = errno;
    if (sent < 0 && error == EPIPE && !sigismember(&before, SIGPIPE))
        while (sigtimedwait(&broken_pipe, NULL, &at_once) < 0 && errno == EINTR)
            ;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return sent;
}

/* One of the program's may be a socket, too, and may block. */
static ssize_t send_some(const struct weft__row *row, int descriptor, const void *bytes, size_t count)
{
    if (!row || row->socket) {
        ssize_t sent = send(descriptor, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0 || errno != ENOTSOCK)
            return sent;
    }
    return write_without_signal(descriptor, bytes, count);
}

long weft__socket_send(int descriptor, const void *bytes, size_t count, int *host_error)
{
    struct weft__row *row = weft__row_of(descriptor);
    ssize_t sent;

    do
        sent = send_some(row, descriptor, bytes, count);
    while (sent < 0 && errno == EINTR);
    if (sent >= 0)
        return sent;
    if (errno == EAGAIN) {
        if (row)
            row->writable = false;
        return WEFT__AGAIN;
    }
    *host_error = errno;
    return weft__socket_code(errno);
}

static bool is_secure(int descriptor)
{
    const struct weft__row *row = weft__row_of(descriptor);

    return row && row->secure;
}

long weft__host_receive(int descriptor, void *bytes, size_t count, int *host_error)
{
    return is_secure(descriptor) ? weft__secure_receive(descriptor, bytes, count, host_error)
                                 : weft__socket_receive(descriptor, bytes, count, host_error);
}

long weft__host_send(int descriptor, const void *bytes, size_t count, int *host_error)
{
    return is_secure(descriptor) ? weft__secure_send(descriptor, bytes, count, host_error)
                                 : weft__socket_send(descriptor, bytes, count, host_error);
}

int weft__host_send_end(int descriptor)
{
    if (is_secure(descriptor))
        return weft__secure_send_end(descriptor);
    if (shutdown(descriptor, SHUT_WR) == 0 || errno == ENOTCONN)
        return WEFT_OK;
    return errno == ENOTSOCK ? WEFT_UNSUPPORTED : weft__socket_code(errno);
}

/* ---- paths that a server listens at ---- */

struct bound {
    struct bound *next;
    int descriptor;
    dev_t device;
    ino_t inode; /* of what we made there */
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
};

static struct bound *bounds;

/* It goes with its server, unless somebody else has put another one there. */
static void remove_path(int descriptor)
{
    struct bound **at = &bounds, *bound;
    struct stat status;

    while (*at && (*at)->descriptor != descriptor)
        at = &(*at)->next;
    if (!(bound = *at))
        return;
    *at = bound->next;
    if (stat(bound->path, &status) == 0 && status.st_dev == bound->device && status.st_ino == bound->inode) /* mutant: path-ours */
        unlink(bound->path);
    weft__free(bound, sizeof *bound);
}

void weft__host_close(int descriptor)
{
    remove_path(descriptor);
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

socklen_t weft__read_host_and_port(const char *text, union weft__socket_address *address)
{
    char host[ADDRESS_BYTES], *end;
    const char *colon = strrchr(text, ':'), *from = text, *to = colon;

    memset(address, 0, sizeof *address);
    if (!colon || colon == text)
        return 0;
    if (*from == '[' && to[-1] == ']')
        from++, to--;
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

static const char broadcast[] = "udp+broadcast:";

/* Of "tcp:127.0.0.1:80", "udp:[::1]:80", "udp+broadcast:0.0.0.0:80" or "unix:/a/path"; 0 for another text. */
static socklen_t read_address(const char *text, union weft__socket_address *address)
{
    if (strncmp(text, "tcp:", 4) == 0 || strncmp(text, "udp:", 4) == 0)
        return weft__read_host_and_port(text + 4, address);
    if (strncmp(text, broadcast, strlen(broadcast)) == 0)
        return weft__read_host_and_port(text + strlen(broadcast), address);
    memset(address, 0, sizeof *address);
    if (strncmp(text, "unix:", 5) != 0 || strlen(text + 5) >= sizeof address->path.sun_path)
        return 0;
    address->path.sun_family = AF_UNIX;
    strcpy(address->path.sun_path, text + 5);
    return sizeof address->path;
}

static bool is_for_datagrams(const struct weft__operation *operation)
{
    return operation->text[0] == 'u' && operation->text[1] == 'd';
}

char *weft__write_name(char *at, const char *end, const union weft__socket_address *address)
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
    union weft__socket_address address = {0};
    socklen_t size = sizeof address;

    getsockname(descriptor, &address.any, &size);
    return weft__write_name(at, end, &address);
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

static pthread_mutex_t finding = PTHREAD_MUTEX_INITIALIZER; /* guards both that follow */
static struct lookup *found; /* newest first */
static unsigned runs;        /* that have ended: what was looked up for one of them is nobody's */

static bool is_known(const struct lookup *lookup, const char *address)
{
    for (const char *at = lookup->addresses; at < lookup->addresses + lookup->length; at += strlen(at) + 1)
        if (strcmp(at, address) == 0)
            return true;
    return false;
}

static void note_address(struct lookup *lookup, const struct addrinfo *info)
{
    const union weft__socket_address *address = (const union weft__socket_address *)(const void *)info->ai_addr;
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

static void look_up(struct lookup *lookup)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;

    lookup->error = getaddrinfo(lookup->host, NULL, &hints, &list);
    if (lookup->error)
        return;
    for (const struct addrinfo *info = list; info; info = info->ai_next)
        note_address(lookup, info);
    freeaddrinfo(list);
}

static void *look_up_in_thread(void *arg)
{
    struct lookup *lookup = arg;

    look_up(lookup);
    pthread_mutex_lock(&finding);
    bool wanted = lookup->run == runs; /* else its run has ended, and the bell may be another one's */
    if (wanted) {
        lookup->next = found;
        found = lookup;
        weft__ring();
    }
    pthread_mutex_unlock(&finding);
    if (!wanted)
        free(lookup);
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

static struct lookup *take_found(bool run_ends)
{
    pthread_mutex_lock(&finding);
    struct lookup *first = found;
    found = NULL;
    runs += run_ends;
    pthread_mutex_unlock(&finding);
    return first;
}

void weft__resolved_take(void)
{
    struct lookup *lookup = take_found(false);

    while (lookup) {
        struct lookup *next = lookup->next;
        if (lookup->operation)
            give(lookup, lookup->operation);
        free(lookup);
        lookup = next;
    }
}

void weft__sockets_stop(void)
{
    struct lookup *lookup = take_found(true);

    while (lookup) {
        struct lookup *next = lookup->next;
        free(lookup);
        lookup = next;
    }
    while (bounds)
        remove_path(bounds->descriptor);
    if (weft__secure_stop)
        weft__secure_stop();
}

static int resolve(struct weft__operation *operation)
{
    size_t length = strlen(operation->text) + 1;
    unsigned char number[sizeof(struct in6_addr)];

    if (length <= operation->count && (inet_pton(AF_INET, operation->text, number) == 1 || inet_pton(AF_INET6, operation->text, number) == 1)) {
        memcpy(operation->bytes, operation->text, length);
        operation->state = WEFT__SUBMITTED;
        weft__complete(operation, 1);
        return WEFT_OK;
    }
    struct lookup *lookup = calloc(1, sizeof *lookup + length);
    sigset_t all, before; /* signals are the loop's */
    pthread_attr_t attributes;
    pthread_t thread;

    if (!lookup)
        return WEFT_NO_MEMORY;
    memcpy(lookup->host, operation->text, length);
    operation->state = WEFT__SUBMITTED;
    lookup->operation = operation;
    lookup->run = runs;
    operation->inbox = (void *)lookup; /* until it is in the inbox, this place is ours */
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, LOOKUP_STACK);
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    int err = pthread_create(&thread, &attributes, look_up_in_thread, lookup);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (!err)
        return WEFT_OK;
    operation->state = WEFT__IDLE;
    free(lookup);
    return WEFT_NO_MEMORY;
}

/* ---- connect, listen, accept ---- */

/* A socket of the runtime's own for this address; below 0 a code. */
static int open_socket(struct weft__operation *operation, union weft__socket_address *address, socklen_t *size)
{
    const int yes = 1;

    *size = read_address(operation->text, address);
    if (!*size)
        return WEFT_INVALID;
    int type = is_for_datagrams(operation) ? SOCK_DGRAM : SOCK_STREAM;
    int descriptor = socket(address->any.sa_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return weft__socket_fail(operation, errno);
    if (type == SOCK_DGRAM)
        setsockopt(descriptor, SOL_SOCKET, SO_RXQ_OVFL, &yes, sizeof yes);
    if (type == SOCK_DGRAM && operation->text[3] == '+')
        setsockopt(descriptor, SOL_SOCKET, SO_BROADCAST, &yes, sizeof yes);
    if (type == SOCK_STREAM && address->any.sa_family != AF_UNIX)
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
    union weft__socket_address address;

    if (error) {
        operation->host_error = error;
        weft__complete(operation, weft__socket_code(error));
        weft__disown(operation->descriptor);
        return;
    }
    at = write_own_name(at, end, operation->descriptor);
    (void)read_address(operation->text, &address);
    weft__write_name(at, end, &address);
    weft__complete(operation, operation->descriptor);
}

static int begin_connect(struct weft__operation *operation)
{
    union weft__socket_address address;
    socklen_t size;
    int descriptor = open_socket(operation, &address, &size);

    if (descriptor < 0)
        return descriptor;
    int error = connect(descriptor, &address.any, size) == 0 ? 0 : errno;
    if (error && error != EINPROGRESS && error != EINTR) { /* interrupted: it goes on by itself */
        close(descriptor);
        return weft__socket_fail(operation, error == EAGAIN ? ECONNREFUSED : error); /* the queue of a path is full */
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
static void clear_path(const union weft__socket_address *address)
{
    struct stat status;

    if (address->any.sa_family == AF_UNIX && stat(address->path.sun_path, &status) == 0 && S_ISSOCK(status.st_mode))
        unlink(address->path.sun_path);
}

static int listen_at(int descriptor, const union weft__socket_address *address, socklen_t size, bool datagrams)
{
    const int yes = 1;

    if (datagrams)
        return bind(descriptor, &address->any, size) ? errno : 0;
    if (address->any.sa_family == AF_UNIX)
        clear_path(address);
    else
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return bind(descriptor, &address->any, size) || listen(descriptor, BACKLOG) ? errno : 0;
}

static void remember_path(struct bound *bound, int descriptor, const union weft__socket_address *address)
{
    struct stat status;

    *bound = (struct bound){.next = bounds, .descriptor = descriptor};
    strcpy(bound->path, address->path.sun_path);
    if (stat(bound->path, &status) == 0) {
        bound->device = status.st_dev;
        bound->inode = status.st_ino;
    }
    bounds = bound;
}

static int begin_listen(struct weft__operation *operation)
{
    struct bound *bound = NULL;
    union weft__socket_address address;
    socklen_t size;
    int descriptor = open_socket(operation, &address, &size);

    if (descriptor < 0)
        return descriptor;
    bool has_path = address.any.sa_family == AF_UNIX;
    if (has_path && !(bound = weft__alloc(sizeof *bound))) {
        close(descriptor);
        return WEFT_NO_MEMORY;
    }
    int error = listen_at(descriptor, &address, size, is_for_datagrams(operation));
    if (error) {
        weft__free(bound, sizeof *bound);
        close(descriptor);
        return weft__socket_fail(operation, error);
    }
    if (bound)
        remember_path(bound, descriptor, &address);
    int err = own(operation, descriptor);
    if (err) {
        remove_path(descriptor);
        return err;
    }
    write_own_name(operation->bytes, (char *)operation->bytes + operation->count, descriptor);
    operation->state = WEFT__SUBMITTED;
    weft__complete(operation, descriptor);
    return WEFT_OK;
}

static bool accept_one(struct weft__operation *operation)
{
    const int yes = 1;
    union weft__socket_address address = {0};
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
        weft__complete(operation, weft__socket_fail(operation, errno));
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
    weft__write_name(operation->bytes, (char *)operation->bytes + operation->count, &address);
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
    if (operation->verb == WEFT__SECURE)
        return weft__secure_ready(operation);
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
    case WEFT__SECURE:
        if (!weft__row_of(operation->descriptor))
            return WEFT_INVALID;
        return weft__secure_begin ? weft__secure_begin(operation) : WEFT_UNSUPPORTED;
    default:
        return WEFT_UNSUPPORTED;
    }
}

/* Nobody wants it any more. What it has opened is closed. */
void weft__socket_call_off(struct weft__operation *operation)
{
    if (operation->queued) {
        if (operation->verb != WEFT__RESOLVE && operation->verb != WEFT__SECURE && operation->result >= 0)
            weft__host_close(operation->result);
        return;
    }
    if (operation->verb == WEFT__RESOLVE)
        ((struct lookup *)(void *)operation->inbox)->operation = NULL; /* the thread goes on, and its result is dropped */
}

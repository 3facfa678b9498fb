/* Streams over the system's sockets: each system call interrupted or failing in turn, descriptors that run out or are given out anew, pipes
 * that nobody reads, addresses that do not answer. Nothing is lost, and no descriptor is left. Only natively; on our own
 * host these tests have no sockets, and under Emscripten they are Node's. */
#define _GNU_SOURCE
#include <stdlib.h>

#include "check.h"
#include "weft/stream.h"
#include "weft/udp.h"

#ifdef __wasm__

#ifdef __EMSCRIPTEN__
#define ANSWER WEFT_REFUSED
#define TITLE "in Node the network is the machine's, and nobody listens there"
#else
#define ANSWER WEFT_UNSUPPORTED
#define TITLE "a host without sockets says so"
#endif

static int nobody_listens(void *arg)
{
    (void)arg;
    WEFT_STREAM(stream);
    weft__options.net = WEFT__NET_HOST;
    EXPECT_IS(weft_connect(&stream, "127.0.0.1", "1"), ANSWER);
    return WEFT_OK;
}

WEFT_TESTS(CASE(nobody_listens, TITLE))

#else

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "echo.h"
#include "port/socket.h"

/* ---- the system's calls, with faults: these stand before the C library's ---- */

enum call { NO_CALL, READ, WRITE, SEND, ACCEPT, CONNECT, SOCKET, WAIT, POLL, CONTROL, CLOSE, RECEIVE, SEND_TO };

static struct {
    long at;     /* the fault strikes at this call; 0: never */
    long count;
    bool interrupts; /* EINTR, else another error that fits */
    enum call struck;
} fault;

static bool strikes(enum call call, bool can_be_interrupted)
{
    if (!fault.at || (fault.interrupts && !can_be_interrupted) || ++fault.count != fault.at)
        return false;
    fault.struck = call;
    return true;
}

static int strike(int error)
{
    errno = fault.interrupts ? EINTR : error;
    return -1;
}

static bool is_socket(int descriptor)
{
    struct stat status;

    return fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

ssize_t read(int descriptor, void *bytes, size_t count)
{
    if (fault.at && is_socket(descriptor) && strikes(READ, true))
        return strike(ECONNRESET);
    return syscall(SYS_read, descriptor, bytes, count);
}

ssize_t send(int descriptor, const void *bytes, size_t count, int flags)
{
    if (strikes(SEND, true))
        return strike(ECONNRESET);
    return syscall(SYS_sendto, descriptor, bytes, count, flags, NULL, 0);
}

ssize_t sendto(int descriptor, const void *bytes, size_t count, int flags, __CONST_SOCKADDR_ARG address, socklen_t size)
{
    if (strikes(SEND_TO, true))
        return strike(ENOBUFS);
    return syscall(SYS_sendto, descriptor, bytes, count, flags, address.__sockaddr__, size);
}

ssize_t recvmsg(int descriptor, struct msghdr *message, int flags)
{
    if (strikes(RECEIVE, true))
        return strike(ECONNREFUSED);
    return syscall(SYS_recvmsg, descriptor, message, flags);
}

int accept4(int descriptor, __SOCKADDR_ARG address, socklen_t *restrict size, int flags)
{
    if (strikes(ACCEPT, true))
        return strike(EMFILE);
    return (int)syscall(SYS_accept4, descriptor, address.__sockaddr__, size, flags);
}

int connect(int descriptor, __CONST_SOCKADDR_ARG address, socklen_t size)
{
    if (strikes(CONNECT, true)) {
        if (fault.interrupts) /* as the system: the connection goes on being made */
            (void)syscall(SYS_connect, descriptor, address.__sockaddr__, size);
        return strike(ECONNREFUSED);
    }
    return (int)syscall(SYS_connect, descriptor, address.__sockaddr__, size);
}

static int sixes; /* sockets of IPv6 that were asked for */

int socket(int domain, int type, int protocol)
{
    sixes += domain == AF_INET6;
    if (strikes(SOCKET, false))
        return strike(EMFILE);
    return (int)syscall(SYS_socket, domain, type, protocol);
}

int ppoll(struct pollfd *polls, nfds_t count, const struct timespec *time, const sigset_t *mask)
{
    struct timespec copy = time ? *time : (struct timespec){0};

    if (fault.interrupts && strikes(POLL, true))
        return strike(EINTR);
    return (int)syscall(SYS_ppoll, polls, count, time ? &copy : NULL, mask, 8);
}

static bool takes_no_more; /* the system has no room for another wait */

int epoll_ctl(int epoll, int what, int descriptor, struct epoll_event *event)
{
    if (what == EPOLL_CTL_ADD && takes_no_more) {
        errno = ENOSPC;
        return -1;
    }
    if (what == EPOLL_CTL_ADD && strikes(CONTROL, false))
        return strike(ENOSPC);
    return (int)syscall(SYS_epoll_ctl, epoll, what, descriptor, event);
}

/* Interrupted as Linux does it: the descriptor is closed all the same, and a second close may be another one's. */
int close(int descriptor)
{
    int result = (int)syscall(SYS_close, descriptor);

    EXPECT(result == 0);
    if (fault.interrupts && strikes(CLOSE, true))
        return strike(EINTR);
    return result;
}

static int lookups, lists;
static atomic_bool holds_names; /* look-ups do not end yet */
static const char *const *resolved; /* what every name has for addresses; NULL: nothing special */

int getaddrinfo(const char *restrict name, const char *restrict service, const struct addrinfo *restrict hints, struct addrinfo **restrict list)
{
    struct addrinfo **end = list;

    (void)name, (void)service, (void)hints;
    lookups++;
    while (atomic_load(&holds_names))
        sched_yield();
    *list = NULL;
    if (!resolved)
        return EAI_NONAME;
    for (const char *const *text = resolved; *text; text++) {
        lists += text == resolved;
        struct addrinfo *info = calloc(1, sizeof *info + sizeof(struct sockaddr_in6));
        struct sockaddr_in6 *six = (void *)(info + 1);
        struct sockaddr_in *four = (void *)(info + 1);
        info->ai_addr = (void *)(info + 1);
        info->ai_family = strchr(*text, ':') ? AF_INET6 : AF_INET;
        inet_pton(info->ai_family, *text, info->ai_family == AF_INET6 ? (void *)&six->sin6_addr : (void *)&four->sin_addr);
        *end = info;
        end = &info->ai_next;
    }
    return 0;
}

void freeaddrinfo(struct addrinfo *list)
{
    lists -= list != NULL;
    while (list) {
        struct addrinfo *next = list->ai_next;
        free(list);
        list = next;
    }
}

static int count_descriptors(void)
{
    int count = 0;

    for (int descriptor = 0; descriptor < 4096; descriptor++)
        count += fcntl(descriptor, F_GETFD) >= 0;
    return count;
}

/* ---- what the cases share ---- */

enum { BYTES = 40000 };

static int ignore(const weft_error_report *report, void *arg)
{
    (void)report, (void)arg;
    return WEFT_OK;
}

static void port_of(const weft_server *server, char *port)
{
    sprintf(port, "%d", weft_server_port(server));
}

static int start_echo(weft_server *server, char *port)
{
    WEFT_TRY(weft_server_start(server, "127.0.0.1", "0", echo, NULL));
    port_of(server, port);
    return WEFT_OK;
}

static int send_all(void *arg)
{
    static char bytes[BYTES];

    for (int i = 0; i < BYTES; i++)
        bytes[i] = (char)(i * 7);
    WEFT_TRY(weft_write(arg, bytes, BYTES));
    return weft_write_eof(arg);
}

/* Talks to an echo server. OK when every byte has come back. */
static int talk(const char *port)
{
    static char back[BYTES];
    size_t got;

    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", port));
    WEFT_GROUP(group);
    weft_group_spawn(&group, send_all, &stream);
    int err = weft_read_exactly(&stream, back, BYTES, &got);
    for (size_t i = 0; i < got; i++)
        if (back[i] != (char)(i * 7)) {
            weft_test_failed(__FILE__, __LINE__, "byte %zu is another one", i);
            break;
        }
    int sent = weft_group_join(&group);
    return err ? err : sent;
}

/* Ten datagrams there and back. */
static int talk_in_datagrams(void)
{
    char bytes[16], sender[WEFT_ADDRESS_BYTES];
    size_t count;

    WEFT_UDP(one);
    WEFT_UDP(other);
    WEFT_TRY(weft_udp_open(&one, "127.0.0.1", "0"));
    snprintf(bytes, sizeof bytes, "%d", weft_udp_port(&one));
    WEFT_TRY(weft_udp_connect(&other, "127.0.0.1", bytes));
    EXPECT_IS(weft_udp_connect(&other, "127.0.0.1", bytes), WEFT_USAGE);
    for (int i = 0; i < 10; i++) {
        WEFT_TRY(weft_send_to(&other, NULL, "0123456789", (size_t)i));
        WEFT_TRY(weft_receive_from(&one, bytes, sizeof bytes, &count, sender));
        EXPECT_IS(count, i);
        EXPECT(memcmp(bytes, "0123456789", count) == 0);
        WEFT_TRY(weft_send_to(&one, sender, bytes, count));
        WEFT_TRY(weft_receive_from(&other, bytes, sizeof bytes, &count, NULL));
        EXPECT_IS(count, i);
    }
    return WEFT_OK;
}

static int scene(void *arg)
{
    char port[12];

    (void)arg;
    weft_on_error(ignore, NULL);
    WEFT_SERVER(server);
    WEFT_TRY(start_echo(&server, port));
    WEFT_TRY(weft_wait_for(talk_in_datagrams(), 20));
    int err = weft_wait_for(talk(port), 20);
    return err ? err : weft_wait_for(talk(port), 20);
}

/* Plays the scene in a run of its own; time runs a hundred times as fast. */
static int play(weft_task_function *function)
{
    static int code;
    weft_run_outcome outcome = {0};
    weft_run_options options = {.speed = 100, .outcome = &outcome};

    setenv("WEFT_NET", "host", 1);
    code = weft_run_with(&options, function, NULL);
    unsetenv("WEFT_NET");
    EXPECT_IS(outcome.bytes, 0);
    EXPECT_IS(outcome.tasks, 0);
    return code;
}

static int at_each_call(bool interrupts)
{
    static const char *const names[] = {"none", "read", "write", "send", "accept4", "connect", "socket", "wait", "ppoll", "epoll_ctl", "close",
                                        "recvmsg", "sendto"};
    int before = count_descriptors(), codes[2] = {0}, kinds = 0;
    long at = 1;
    uint32_t struck = 0;

    for (int failed = weft_test_failures; weft_test_failures == failed; at++) {
        memset(&fault, 0, sizeof fault);
        fault.at = at;
        fault.interrupts = interrupts;
        int code = play(scene);
        bool over = fault.struck == NO_CALL;
        struck |= UINT32_C(1) << fault.struck;
        fault.at = 0;
        codes[code != 0]++;
        EXPECT(!interrupts || code == 0);
        EXPECT_IS(count_descriptors(), before);
        if (weft_test_failures > failed)
            printf("# at call %ld: %s\n", at, names[fault.struck]);
        if (over)
            break;
    }
    for (; struck; struck &= struck - 1)
        kinds++;
    printf("# %ld calls of %d kinds %s: %d runs ended well, %d with an error\n", at - 1, kinds - 1, interrupts ? "interrupted" : "failed", codes[0], codes[1]);
    return WEFT_OK;
}

static int interrupted(void *arg)
{
    (void)arg;
    return at_each_call(true);
}

static int failing(void *arg)
{
    (void)arg;
    int quiet = dup(2), null = open("/dev/null", O_WRONLY);

    dup2(null, 2); /* main's errors */
    int err = at_each_call(false);
    dup2(quiet, 2);
    close(quiet);
    close(null);
    return err;
}

/* ---- cancelled at each suspension ---- */

static int cancelled_at_each(void *arg)
{
    int before = count_descriptors();

    (void)arg;
    weft_on_error(ignore, NULL);
    weft__options.net = WEFT__NET_HOST;
    for (uint64_t at = 1; at < 400; at++) {
        weft__options.cancel = (struct weft__fault){.at = at};
        {
            weft_task task = weft_spawn(scene, NULL);
            int err = weft_join(task);
            EXPECT(err == WEFT_OK || err == WEFT_CANCELLED || err == WEFT_CLOSED || err == WEFT_INCOMPLETE || err == WEFT_RESET);
        }
        uint64_t places = weft__options.cancel.count;
        weft__options.cancel = (struct weft__fault){0};
        while (weft_task_cancelling(weft_current()) > 0)
            (void)weft_task_uncancel(weft_current());
        for (int i = 0; i < 10; i++)
            WEFT_TRY(weft_yield());
        EXPECT_IS(weft_tasks(NULL, 0), 1);
        EXPECT_IS(count_descriptors(), before);
        if (places < at)
            break;
    }
    weft_on_error(NULL, NULL);
    return WEFT_OK;
}

static bool races, looks_up;

static int connects(void *arg)
{
    WEFT_STREAM(stream);
    if (looks_up)
        return weft_connect(&stream, "nowhere", (const char *)arg);
    return races ? weft_open_tcp_stream(&stream, "127.0.0.1", (const char *)arg) : weft_connect(&stream, "127.0.0.1", (const char *)arg);
}

/* Also in the turn between the answer and the task that waits for it. */
static int cancelled_in_each_turn(void *arg)
{
    char port[12];

    (void)arg;
    weft__options.net = WEFT__NET_HOST;
    {
        WEFT_SERVER(server);
        WEFT_TRY(start_echo(&server, port));
        int before = count_descriptors(), ended[2] = {0};
        for (int turns = 0; turns < 240; turns++) {
            races = turns >= 120;
            weft_task task = weft_spawn(connects, port);
            for (int i = 0; i < turns % 120; i++)
                WEFT_TRY(weft_yield());
            weft_task_cancel(task);
            ended[weft_join(task) == WEFT_OK]++;
            for (int i = 0; i < 1000 && weft_server_connections(&server) > 0; i++)
                WEFT_TRY(weft_yield());
        }
        EXPECT(ended[0] > 0 && ended[1] > 0);
        for (int i = 0; i < 300; i++)
            WEFT_TRY(weft_yield());
        EXPECT_IS(count_descriptors(), before);
    }
    return WEFT_OK;
}

/* ---- pipes ---- */

static int nobody_reads(void *arg)
{
    int ends[2];

    (void)arg;
    EXPECT_IS(pipe(ends), 0);
    WEFT_STREAM(out);
    WEFT_TRY(weft_stream_open(&out, ends[1]));
    close(ends[0]);
    WEFT_TRY(weft_write_text(&out, "x"));
    EXPECT_IS(weft_stream_close(&out), WEFT_RESET); /* and the process lives */
    close(ends[1]);
    return WEFT_OK;
}

static int tick(void *arg)
{
    int *ticks = arg;

    for (;;) {
        ++*ticks;
        WEFT_TRY(weft_sleep(1));
    }
}

static int fill_pipe(void *arg)
{
    static char bytes[300000];

    return weft_write((weft_stream *)arg, bytes, sizeof bytes);
}

/* A pipe that blocks, and is full: only the task that writes waits. */
static int a_full_pipe(void *arg)
{
    static char bytes[300000];
    int ends[2], ticks = 0;
    size_t got;

    (void)arg;
    EXPECT_IS(pipe(ends), 0);
    {
        WEFT_STREAM(out);
        WEFT_STREAM(in);
        WEFT_TRY(weft_stream_open(&out, ends[1]));
        WEFT_TRY(weft_stream_open(&in, ends[0]));
        weft_task writes = weft_spawn(fill_pipe, &out);
        for (int i = 0; i < 200; i++)
            WEFT_TRY(weft_yield());
        weft_task ticks_on = weft_spawn(tick, &ticks);
        WEFT_TRY(weft_yield());
        EXPECT_IS(ticks, 1);
        WEFT_TRY(weft_read_exactly(&in, bytes, sizeof bytes, &got));
        WEFT_TRY(weft_join(writes));
        weft_task_cancel(ticks_on);
        EXPECT_IS(weft_join(ticks_on), WEFT_CANCELLED);
    }
    close(ends[0]);
    close(ends[1]);
    return WEFT_OK;
}

/* A stream that is full, and the system takes no wait for it. */
static int full_without_a_wait(void *arg)
{
    int ends[2];

    (void)arg;
    EXPECT_IS(pipe(ends), 0);
    {
        WEFT_STREAM(out);
        WEFT_TRY(weft_stream_open(&out, ends[1]));
        takes_no_more = true;
        int err = fill_pipe(&out);
        takes_no_more = false;
        EXPECT(weft_is_failure(err) && err != WEFT_CANCELLED);
    }
    close(ends[0]);
    close(ends[1]);
    return WEFT_OK;
}

static int ends_of_no_sockets(void *arg)
{
    int ends[2];

    (void)arg;
    EXPECT_IS(pipe(ends), 0);
    EXPECT_IS(weft__host_send_end(ends[1]), WEFT_UNSUPPORTED);
    close(ends[0]);
    close(ends[1]);
    EXPECT(weft__host_send_end(ends[1]) != WEFT_UNSUPPORTED);
    return WEFT_OK;
}

/* ---- paths ---- */

static int paths(void *arg)
{
    char path[64];

    (void)arg;
    weft__options.net = WEFT__NET_HOST;
    snprintf(path, sizeof path, "weft-test-%d.sock", (int)getpid());
    for (int replaced = 0; replaced < 2; replaced++) {
        WEFT_SERVER(server);
        WEFT_TRY(weft_server_start_unix(&server, path, echo, NULL));
        EXPECT_IS(access(path, F_OK), 0);
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect_unix(&stream, path));
        WEFT_TRY(weft_stream_close(&stream));
        if (replaced) {
            unlink(path);
            close(open(path, O_CREAT | O_WRONLY, 0600)); /* somebody else's */
        }
        weft_server_close(&server);
        EXPECT_IS(access(path, F_OK), replaced ? 0 : -1);
        WEFT_TRY(weft_server_wait_closed(&server));
    }
    unlink(path);
    EXPECT_IS(weft_connect_unix(&(weft_stream){0}, path), WEFT_NOT_FOUND);
    char too_long[102] = {0};
    memset(too_long, 'x', sizeof too_long - 1);
    EXPECT_IS(weft_connect_unix(&(weft_stream){0}, too_long), WEFT_INVALID);
    EXPECT_IS(weft_connect_unix(&(weft_stream){0}, ""), WEFT_INVALID);
    EXPECT_IS(weft_connect_unix(&(weft_stream){0}, NULL), WEFT_INVALID);
    return WEFT_OK;
}

/* ---- descriptors ---- */

static int waits(void *arg)
{
    struct actor *me = arg;

    me->result = weft_wait_readable(me->count);
    return WEFT_OK;
}

/* The number of a descriptor that a task waits for becomes a connection's. */
static int a_number_given_out_anew(void *arg)
{
    char port[12], some[8];
    size_t count;
    int ends[2];
    struct actor a = {.name = "A"};

    (void)arg;
    weft__options.net = WEFT__NET_HOST;
    WEFT_SERVER(server);
    WEFT_TRY(start_echo(&server, port));
    EXPECT_IS(pipe(ends), 0);
    a.count = ends[0];
    weft_task task = weft_spawn(waits, &a);
    WEFT_TRY(weft_yield());
    close(ends[0]);
    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", port));
    EXPECT_IS(stream.descriptor, ends[0]);
    WEFT_TRY(weft_join(task));
    EXPECT_IS(a.result, WEFT_INVALID);
    WEFT_TRY(weft_write_text(&stream, "abc"));
    WEFT_TRY(weft_read(&stream, some, sizeof some, &count));
    EXPECT_IS(count, 3);
    int nodelay = 0;
    socklen_t size = sizeof nodelay;
    EXPECT_IS(getsockopt(stream.descriptor, IPPROTO_TCP, TCP_NODELAY, &nodelay, &size), 0);
    EXPECT(nodelay);
    close(ends[1]);
    return WEFT_OK;
}

static int run_out(void *arg)
{
    char port[12], some[8];
    size_t count;
    struct rlimit limit, less;
    int spare[64], used = 0;

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(start_echo(&server, port));
    WEFT_STREAM(stream);
    getrlimit(RLIMIT_NOFILE, &limit);
    less = limit;
    less.rlim_cur = (rlim_t)count_descriptors() + 20;
    setrlimit(RLIMIT_NOFILE, &less);
    while (used < 64 && (spare[used] = dup(0)) >= 0)
        used++;
    close(spare[--used]); /* one is left, for the client's side */
    double before = weft_time();
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", port));
    WEFT_TRY(weft_write_text(&stream, "abc"));
    WEFT_TRY(weft_sleep(0.5));
    EXPECT_IS(weft_server_accepted(&server), 0);
    WEFT_STREAM(another);
    EXPECT_IS(weft_connect(&another, "127.0.0.1", port), WEFT_FULL);
    close(spare[--used]);
    WEFT_TRY(weft_read(&stream, some, sizeof some, &count));
    EXPECT_IS(count, 3);
    EXPECT(weft_time() - before > 0.99);
    while (used > 0)
        close(spare[--used]);
    setrlimit(RLIMIT_NOFILE, &limit);
    return WEFT_OK;
}

static int descriptors_run_out(void *arg)
{
    (void)arg;
    EXPECT_IS(play(run_out), 0);
    return WEFT_OK;
}

/* A program without standard input: its number is a connection's, which is no failure. */
static int number_nought(void *arg)
{
    char port[12], some[8] = "";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int spare = fcntl(0, F_DUPFD_CLOEXEC, 3), client = socket(AF_INET, SOCK_STREAM, 0);

    (void)arg;
    {
        WEFT_SERVER(server);
        WEFT_TRY(start_echo(&server, port));
        WEFT_TRY(weft_yield());
        close(0);
        WEFT_STREAM(stream);
        WEFT_TRY(weft_wait_for(weft_connect(&stream, "127.0.0.1", port), 20));
        EXPECT_IS(stream.descriptor, 0);
        WEFT_TRY(weft_stream_close(&stream));
        while (weft_server_connections(&server) > 0)
            WEFT_TRY(weft_yield());
        address.sin_port = htons((uint16_t)weft_server_port(&server));
        EXPECT_IS(connect(client, (void *)&address, sizeof address), 0);
        errno = EAGAIN; /* as the last call that failed has left it */
        for (int i = 0; i < 1000 && weft_server_connections(&server) == 0; i++)
            WEFT_TRY(weft_yield());
        EXPECT_IS(weft_server_connections(&server), 1);
        EXPECT_IS(send(client, "abc", 3, 0), 3);
        EXPECT_IS(shutdown(client, SHUT_WR), 0);
        WEFT_TRY(weft_wait_for(weft_wait_readable(client), 20));
        EXPECT_IS(read(client, some, sizeof some), 3);
        WEFT_EXPECT_TEXT(some, "abc");
        for (int i = 0; i < 1000 && weft_server_connections(&server) > 0; i++)
            WEFT_TRY(weft_yield());
        EXPECT_IS(weft_server_connections(&server), 0);
    }
    close(client);
    EXPECT_IS(fcntl(spare, F_DUPFD, 0), 0);
    close(spare);
    return WEFT_OK;
}

static int without_standard_input(void *arg)
{
    (void)arg;
    EXPECT_IS(play(number_nought), 0);
    return WEFT_OK;
}

static int ends_at_once(weft_stream *peer, void *arg)
{
    (void)peer, (void)arg;
    return WEFT_OK;
}

static int in_use(void *arg)
{
    int before;
    char port[12];

    (void)arg;
    weft__options.net = WEFT__NET_HOST;
    {
        WEFT_SERVER(server);
        WEFT_SERVER(second);
        WEFT_TRY(start_echo(&server, port));
        before = count_descriptors();
        EXPECT_IS(weft_server_start(&second, "127.0.0.1", port, echo, NULL), WEFT_IN_USE);
        WEFT_EXPECT(strstr(weft_error_text(), weft_error_name(WEFT_IN_USE)) != NULL);
        EXPECT_IS(count_descriptors(), before);
        weft_server_close(&server);
        WEFT_TRY(weft_server_start(&second, "127.0.0.1", port, echo, NULL));
    }
    EXPECT_IS(count_descriptors(), before - 1);
    {
        WEFT_SERVER(anywhere); /* of both families, where there are both */
        WEFT_SERVER(six);
        sixes = 0;
        WEFT_TRY(weft_server_start(&anywhere, NULL, "0", ends_at_once, NULL));
        EXPECT_IS(sixes, 1);
        bool there_are_both = weft_server_start(&six, "::", "0", ends_at_once, NULL) == WEFT_OK;
        EXPECT_IS(weft_server_name(&anywhere)[0] == '[', there_are_both);
    }
    for (int round = 0; round < 2; round++) { /* what has ended its connections itself leaves its address in use, for nobody else */
        char byte;
        size_t count;
        WEFT_SERVER(server);
        WEFT_TRY(weft_server_start(&server, "127.0.0.1", round ? port : "0", ends_at_once, NULL));
        port_of(&server, port);
        WEFT_STREAM(stream);
        WEFT_TRY(weft_connect(&stream, "127.0.0.1", port));
        WEFT_TRY(weft_read_all(&stream, &byte, 1, &count));
        WEFT_TRY(weft_stream_close(&stream));
    }
    return WEFT_OK;
}

/* ---- addresses ---- */

static int addresses_in_turn(void *arg)
{
    static const char *const two[] = {"127.0.0.2", "127.0.0.1", NULL}, *const none[] = {"127.0.0.2", "127.0.0.3", NULL},
                             *const mixed[] = {"127.0.0.2", "127.0.0.3", "::1", NULL}, *const nothing[] = {NULL};
    char port[12], text[160];

    (void)arg;
    weft__options.net = WEFT__NET_HOST;
    WEFT_SERVER(server);
    WEFT_TRY(start_echo(&server, port));
    static const char *const ports[] = {"", "x", "1x", "-1", "65536", "4295032833"};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        WEFT_STREAM(nowhere);
        EXPECT_IS(weft_connect(&nowhere, "127.0.0.1", ports[i]), WEFT_INVALID);
    }
    for (int race = 0; race < 2; race++) {
        int before = count_descriptors();
        WEFT_STREAM(stream);
        lookups = 0;
        WEFT_TRY(race ? weft_open_tcp_stream(&stream, "127.0.0.1", port) : weft_connect(&stream, "127.0.0.1", port));
        EXPECT_IS(lookups, 0); /* a number is an address */
        EXPECT(strncmp(weft_own_name(&stream), "127.0.0.1:", 10) == 0 && strcmp(weft_own_name(&stream), weft_peer_name(&stream)) != 0);
        weft_stream_abort(&stream);
        resolved = two;
        WEFT_TRY(race ? weft_open_tcp_stream(&stream, "somewhere", port) : weft_connect(&stream, "somewhere", port));
        WEFT_EXPECT_TEXT(weft_peer_name(&stream), weft_server_name(&server));
        weft_stream_abort(&stream);
        resolved = none;
        EXPECT_IS(race ? weft_open_tcp_stream(&stream, "somewhere", port) : weft_connect(&stream, "somewhere", port), WEFT_REFUSED);
        snprintf(text, sizeof text, "no connection to 127.0.0.2:%s: connection refused; 127.0.0.3:%s: connection refused", port, port);
        WEFT_EXPECT_TEXT(weft_error_text(), text);
        resolved = mixed; /* in turns, one of each family, and the first one first */
        EXPECT_IS(race ? weft_open_tcp_stream(&stream, "somewhere", port) : weft_connect(&stream, "somewhere", port), WEFT_REFUSED);
        const char *first = strstr(weft_error_text(), "127.0.0.2"), *six = strstr(weft_error_text(), "[::1]"), *last = strstr(weft_error_text(), "127.0.0.3");
        EXPECT(!race || (first && six && last && first < six && six < last));
        resolved = NULL;
        EXPECT_IS(race ? weft_open_tcp_stream(&stream, "nowhere", port) : weft_connect(&stream, "nowhere", port), WEFT_NOT_FOUND);
        resolved = nothing; /* a name without an address */
        EXPECT_IS(race ? weft_open_tcp_stream(&stream, "nowhere", port) : weft_connect(&stream, "nowhere", port), WEFT_NOT_FOUND);
        resolved = NULL;
        EXPECT_IS(lists, 0);
        WEFT_TRY(weft_yield());
        WEFT_TRY(weft_yield());
        WEFT_TRY(weft_yield());
        EXPECT_IS(count_descriptors(), before);
    }
    return WEFT_OK;
}

static int count_threads(void)
{
    DIR *folder = opendir("/proc/self/task");
    int count = 0;

    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count;
}

static int ends_behind_look_ups(void *arg)
{
    int before = count_threads();

    (void)weft_spawn(connects, arg);
    (void)weft_spawn(connects, arg);
    for (int i = 0; i < 10; i++)
        WEFT_TRY(weft_yield());
    EXPECT_IS(count_threads(), before + 2);
    atomic_store(&holds_names, false);
    while (count_threads() > before)
        sched_yield();
    weft__end_run(9);
    return weft_yield();
}

/* Names are found in the last step: nobody takes them any more. */
static int found_too_late(void *arg)
{
    static char port[] = "1";
    weft_run_outcome outcome = {0};
    weft_run_options options = {.speed = 1, .outcome = &outcome};

    (void)arg;
    setenv("WEFT_NET", "host", 1);
    races = false;
    looks_up = true;
    atomic_store(&holds_names, true);
    EXPECT_IS(weft_run_with(&options, ends_behind_look_ups, port), 9);
    looks_up = false;
    unsetenv("WEFT_NET");
    EXPECT_IS(outcome.bytes, 0);
    return WEFT_OK;
}

/* An address where nothing answers: a queue of connections that is full. Gives its port. */
static int make_hole(int ends[3])
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;

    inet_pton(AF_INET, "127.0.0.2", &address.sin_addr);
    ends[0] = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_IS(bind(ends[0], (void *)&address, sizeof address), 0);
    EXPECT_IS(listen(ends[0], 0), 0);
    getsockname(ends[0], (void *)&address, &size);
    for (int i = 1; i < 3; i++) {
        ends[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(ends[i], (void *)&address, sizeof address);
    }
    return ntohs(address.sin_port);
}

static int race(void *arg)
{
    static const char *const two[] = {"127.0.0.2", "127.0.0.1", NULL};
    int ends[3];
    char port[12];

    (void)arg;
    sprintf(port, "%d", make_hole(ends));
    int before = count_descriptors();
    {
        WEFT_SERVER(server);
        WEFT_TRY(weft_server_start(&server, "127.0.0.1", port, echo, NULL));
        resolved = two;
        for (int cancelled = 0; cancelled < 2; cancelled++) {
            WEFT_STREAM(stream);
            double begun = weft_time();
            int err = weft_wait_for(weft_open_tcp_stream(&stream, "somewhere", port), cancelled ? 0.1 : 100);
            EXPECT_IS(err, cancelled ? WEFT_TIMEOUT : WEFT_OK);
            EXPECT(weft_time() - begun >= (cancelled ? 0.1 : 0.25));
            if (!cancelled)
                WEFT_EXPECT_TEXT(weft_peer_name(&stream), weft_server_name(&server));
        }
        resolved = NULL;
    }
    EXPECT_IS(count_descriptors(), before);
    for (int i = 0; i < 3; i++)
        close(ends[i]);
    return WEFT_OK;
}

static int an_address_that_is_dead(void *arg)
{
    (void)arg;
    EXPECT_IS(play(race), 0);
    return WEFT_OK;
}

/* ---- a reader that does not read ---- */

enum { PIECE = 1 << 20, PIECES = 32 };

static int pour(void *arg)
{
    static char piece[PIECE];

    for (int i = 0; i < PIECES; i++)
        WEFT_TRY(weft_write((weft_stream *)arg, piece, PIECE));
    return weft_write_eof(arg);
}

static int swallow(weft_stream *peer, void *arg)
{
    static char piece[PIECE];
    size_t count, *all = arg;

    WEFT_TRY(weft_sleep(20));
    do {
        WEFT_TRY(weft_read(peer, piece, sizeof piece, &count));
        *all += count;
    } while (count > 0);
    return WEFT_OK;
}

static int slow_reader(void *arg)
{
    char port[12];
    size_t all = 0;

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_server_start(&server, "127.0.0.1", "0", swallow, &all));
    port_of(&server, port);
    WEFT_STREAM(stream);
    WEFT_TRY(weft_connect(&stream, "127.0.0.1", port));
    weft_task pours = weft_spawn(pour, &stream);
    WEFT_TRY(weft_sleep(10));
    EXPECT(!weft_task_ended(pours));
    EXPECT(weft_stream_unsent(&stream) <= 65536);
    EXPECT(weft__memory_bytes() < 400000);
    WEFT_TRY(weft_join(pours));
    WEFT_TRY(weft_stream_close(&stream));
    weft_server_close(&server);
    WEFT_TRY(weft_server_wait_closed(&server));
    EXPECT_IS(all, (size_t)PIECE * PIECES);
    return WEFT_OK;
}

static int a_reader_that_does_not_read(void *arg)
{
    (void)arg;
    EXPECT_IS(play(slow_reader), 0);
    return WEFT_OK;
}

#define ALONE(function, says) {.body = function, .name = says, .alone = true}

WEFT_TESTS(ALONE(interrupted, "each system call is interrupted in turn"), ALONE(failing, "each system call fails in turn"),
           CASE(cancelled_at_each, "a cancel at each suspension leaves no descriptor"),
           CASE(cancelled_in_each_turn, "a connection is cancelled in each turn"),
           CASE(nobody_reads, "a pipe that nobody reads is an error, and no signal"), CASE(a_full_pipe, "a full pipe stops its writer only"),
           CASE(full_without_a_wait, "a full stream that cannot be waited for is an error"), CASE(ends_of_no_sockets, "only sockets have an end by half"),
           ALONE(found_too_late, "names that are found when the run ends"),
           CASE(paths, "a server's path goes with it, if it is still its own"),
           CASE(a_number_given_out_anew, "a descriptor's number that is given out anew"),
           ALONE(descriptors_run_out, "without descriptors a server pauses for a second"), CASE(in_use, "an address in use leaves nothing"),
           ALONE(without_standard_input, "a connection has the number of a standard input that is closed"),
           CASE(addresses_in_turn, "addresses of a name, one after the other"), ALONE(an_address_that_is_dead, "an address that does not answer"),
           ALONE(a_reader_that_does_not_read, "a reader that does not read holds its writer"))

#endif

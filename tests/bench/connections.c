/* Many connections at once, and a peer that does not read. A process of its own connects, with plain sockets, so that what is measured is the
 * server alone. Arguments: how many connections, how many megabytes. Prints how many have had their echo, the megabytes that the process used
 * at most, and then the same after so many megabytes were sent to a peer that read none of them for a while. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "weft/stream.h"

static long count, megabytes, echoed;
static int to_child[2], from_child[2];
static char piece[1 << 20];

/* ---- the other process ---- */

static int connect_plainly(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);

    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    return descriptor >= 0 && connect(descriptor, (void *)&address, sizeof address) == 0 ? descriptor : -1;
}

static void be_the_clients(void)
{
    int ports[2], last = -1;
    long failed = 0, got = 0;
    char byte = 'x';

    if (read(to_child[0], ports, sizeof ports) != sizeof ports)
        _exit(1);
    for (long i = 0; i < count; i++) {
        last = connect_plainly(ports[0]);
        failed += last < 0 || write(last, &byte, 1) != 1 || read(last, &byte, 1) != 1;
    }
    if (write(from_child[1], &failed, sizeof failed) != sizeof failed || read(to_child[0], &byte, 1) != 1)
        _exit(1);
    last = connect_plainly(ports[1]);
    sleep(1); /* reads nothing */
    for (ssize_t part; (part = read(last, piece, sizeof piece)) > 0;)
        got += part;
    _exit(got == megabytes << 20 ? 0 : 1);
}

/* ---- the server ---- */

static int echo(weft_stream *peer, void *arg)
{
    char bytes[64];
    size_t had;

    (void)arg;
    do {
        WEFT_TRY(weft_read(peer, bytes, sizeof bytes, &had));
        WEFT_TRY(weft_write(peer, bytes, had));
        echoed++;
    } while (had > 0);
    return WEFT_OK;
}

static int pour(weft_stream *peer, void *arg)
{
    (void)arg;
    for (long i = 0; i < megabytes; i++)
        WEFT_TRY(weft_write(peer, piece, sizeof piece));
    return weft_stream_close(peer);
}

static long most_megabytes(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

static int amain(void *arg)
{
    long failed = 0;

    (void)arg;
    WEFT_SERVER(echoes);
    WEFT_SERVER(pours);
    echoes.stack_bytes = 4096;
    WEFT_TRY(weft_server_start(&echoes, "127.0.0.1", "0", echo, NULL));
    WEFT_TRY(weft_server_start(&pours, "127.0.0.1", "0", pour, NULL));
    int ports[2] = {weft_server_port(&echoes), weft_server_port(&pours)};
    if (write(to_child[1], ports, sizeof ports) != sizeof ports)
        return WEFT_HOST;
    WEFT_TRY(weft_wait_readable(from_child[0]));
    if (read(from_child[0], &failed, sizeof failed) != sizeof failed)
        return WEFT_HOST;
    printf("%zu open, %ld echoed, %ld failed, %ld MB\n", weft_server_connections(&echoes), echoed, failed, most_megabytes());
    if (write(to_child[1], "x", 1) != 1)
        return WEFT_HOST;
    while (weft_server_accepted(&pours) == 0 || weft_server_connections(&pours) > 0)
        WEFT_TRY(weft_sleep(0.05));
    printf("%ld MB sent, %ld MB\n", megabytes, most_megabytes());
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    struct rlimit limit;

    count = argc > 1 ? atol(argv[1]) : 10000;
    megabytes = argc > 2 ? atol(argv[2]) : 1024;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (pipe(to_child) || pipe(from_child))
        return 1;
    pid_t child = fork();
    if (child == 0)
        be_the_clients();
    int status = 0, code = weft_run(amain, NULL);
    kill(child, code ? SIGKILL : 0);
    waitpid(child, &status, 0);
    return code ? code : !WIFEXITED(status) || WEXITSTATUS(status);
}

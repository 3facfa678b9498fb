/* The load of `npm run peers` on servers that send back what came: 64 bytes there and back on each of so many connections, for some seconds.
 * Arguments: port, connections, seconds; "udp" behind them: by datagrams, each connection from a port of its own. Built with -DWITH_TLS it speaks TLS.
 * Prints how often, and in how many seconds. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/ssl.h>
#endif

enum { MESSAGE = 64, MOST = 1000 };

static struct pollfd peers[MOST];
static size_t came[MOST];
static char sent[MESSAGE];

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void must(int done, const char *what)
{
    if (!done) {
        perror(what);
        exit(1);
    }
}

#ifdef WITH_TLS

static SSL *secured[MOST];

/* It takes every certificate. */
static void secure(int i)
{
    static SSL_CTX *context;

    if (!context)
        context = SSL_CTX_new(TLS_client_method());
    secured[i] = SSL_new(context);
    SSL_set_fd(secured[i], peers[i].fd);
    must(SSL_connect(secured[i]) == 1, "TLS");
}

static ssize_t send_to(int i, const char *bytes, size_t count)
{
    return SSL_write(secured[i], bytes, (int)count);
}

static ssize_t receive_from(int i, char *bytes, size_t count)
{
    return SSL_read(secured[i], bytes, (int)count);
}

#else

static void secure(int i)
{
    (void)i;
}

static ssize_t send_to(int i, const char *bytes, size_t count)
{
    return write(peers[i].fd, bytes, count);
}

static ssize_t receive_from(int i, char *bytes, size_t count)
{
    return read(peers[i].fd, bytes, count);
}

#endif

static void ask(int i)
{
    must(send_to(i, sent, MESSAGE) == MESSAGE, "write");
}

static int open_one(int port, int type)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int descriptor = socket(AF_INET, type, 0), yes = 1;

    must(connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0, "connect");
    if (type == SOCK_STREAM)
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return descriptor;
}

int main(int words, char **texts)
{
    int count = words > 3 ? atoi(texts[2]) : 0, type = words > 4 && strcmp(texts[4], "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM;
    long answers = 0;

    must(count > 0 && count <= MOST, "port, connections, seconds");
    memset(sent, 'x', sizeof sent);
    for (int i = 0; i < count; i++) {
        peers[i] = (struct pollfd){.fd = open_one(atoi(texts[1]), type), .events = POLLIN};
        secure(i);
        ask(i);
    }
    double began = now(), end = began + atof(texts[3]);
    while (now() < end) {
        must(poll(peers, (nfds_t)count, 1000) >= 0, "poll");
        for (int i = 0; i < count; i++) {
            char bytes[MESSAGE];
            if (!peers[i].revents)
                continue;
            ssize_t got = receive_from(i, bytes, MESSAGE - came[i]);
            must(got > 0 && memcmp(bytes, sent, (size_t)got) == 0, "read");
            came[i] += (size_t)got;
            if (came[i] < MESSAGE)
                continue;
            came[i] = 0;
            answers++;
            ask(i);
        }
    }
    printf("%ld answers in %f s\n", answers, now() - began);
    return 0;
}

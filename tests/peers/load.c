/* The load of `npm run peers` on servers that send back what came: 64 bytes there and back on each of so many connections, for some seconds.
 * Arguments: port, connections, seconds. Prints how often, and in how many seconds. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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

static void ask(int descriptor)
{
    must(write(descriptor, sent, MESSAGE) == MESSAGE, "write");
}

static int open_one(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

    must(connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0, "connect");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return descriptor;
}

int main(int words, char **texts)
{
    int count = words > 3 ? atoi(texts[2]) : 0;
    long answers = 0;

    must(count > 0 && count <= MOST, "port, connections, seconds");
    memset(sent, 'x', sizeof sent);
    for (int i = 0; i < count; i++) {
        peers[i] = (struct pollfd){.fd = open_one(atoi(texts[1])), .events = POLLIN};
        ask(peers[i].fd);
    }
    double began = now(), end = began + atof(texts[3]);
    while (now() < end) {
        must(poll(peers, (nfds_t)count, 1000) >= 0, "poll");
        for (int i = 0; i < count; i++) {
            char bytes[MESSAGE];
            if (!peers[i].revents)
                continue;
            ssize_t got = read(peers[i].fd, bytes, MESSAGE - came[i]);
            must(got > 0 && memcmp(bytes, sent, (size_t)got) == 0, "read");
            came[i] += (size_t)got;
            if (came[i] < MESSAGE)
                continue;
            came[i] = 0;
            answers++;
            ask(peers[i].fd);
        }
    }
    printf("%ld answers in %f s\n", answers, now() - began);
    return 0;
}

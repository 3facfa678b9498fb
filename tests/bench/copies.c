/* What each way to keep 64 KiB that were received costs, in µs of processor time of the thread that receives: docs/record.md speaks of them. They
 * come over a socket from another thread.
 *
 *     gcc -O2 -pthread tests/bench/copies.c -o build/copies && build/copies build/copies.tape */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 65536, PIECES = 4000, WAYS = 4, RING = 16 };

static char sent[PIECE], came[PIECE], ring[RING][PIECE];
static int ends[2], tape;
static char *mapped;

static double microseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void must(int done)
{
    if (!done) {
        perror("copies");
        exit(1);
    }
}

static void *send_all(void *arg)
{
    (void)arg;
    for (size_t left = (size_t)WAYS * PIECES * PIECE, at = 0; left > 0;) {
        ssize_t count = write(ends[1], sent + at, PIECE - at);
        must(count > 0);
        left -= (size_t)count;
        at = (at + (size_t)count) % PIECE;
    }
    return NULL;
}

static void receive(char *to)
{
    for (size_t at = 0; at < PIECE;) {
        ssize_t count = read(ends[0], to + at, PIECE - at);
        must(count > 0);
        at += (size_t)count;
    }
}

static void nothing(int i)
{
    (void)i;
    receive(came);
}

static void to_file(int i)
{
    (void)i;
    receive(came);
    must(write(tape, came, PIECE) == PIECE);
}

static void to_mapping(int i)
{
    char *place = mapped + (size_t)i * PIECE;

    receive(place);
    memcpy(came, place, PIECE);
}

/* Another thread would write it: here it only waits in memory. */
static void to_ring(int i)
{
    receive(came);
    memcpy(ring[i % RING], came, PIECE);
}

static void measure(const char *name, void (*keep)(int))
{
    double began = microseconds();

    for (int i = 0; i < PIECES; i++)
        keep(i);
    printf("%-44s %6.2f\n", name, (microseconds() - began) / PIECES);
}

int main(int count, char **words)
{
    pthread_t sender;

    must(count > 1);
    memset(ring, 1, sizeof ring);
    must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    must(pthread_create(&sender, NULL, send_all, NULL) == 0);
    measure("received, and nothing kept", nothing);
    measure("copied into a ring for another thread", to_ring);
    must((tape = open(words[1], O_CREAT | O_TRUNC | O_RDWR, 0600)) >= 0);
    measure("written into a file", to_file);
    must(ftruncate(tape, 0) == 0 && ftruncate(tape, (off_t)PIECES * PIECE) == 0);
    mapped = mmap(NULL, (size_t)PIECES * PIECE, PROT_READ | PROT_WRITE, MAP_SHARED, tape, 0);
    must(mapped != MAP_FAILED);
    measure("received into the file, mapped, and copied out", to_mapping);
    pthread_join(sender, NULL);
    unlink(words[1]);
    return 0;
}

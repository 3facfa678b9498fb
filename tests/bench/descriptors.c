/* Many descriptors, each of which one task waits for, and a byte that goes round: at any moment one of them is readable. Arguments: how
 * many descriptors, how many laps, how many hops a lap. Prints the ns of a hop (a wait that ends, a read, a write), lap by lap. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "weft.h"

static long count, laps_wanted, hops, hops_left;
static int *ring;

static double nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static weft_event lap_over;

static int member(void *arg)
{
    long own = (long)(intptr_t)arg;
    uint64_t value;

    for (;;) {
        WEFT_TRY(weft_wait_readable(ring[own]));
        if (read(ring[own], &value, sizeof value) != sizeof value)
            return WEFT_HOST;
        if (--hops_left == 0)
            weft_event_set(&lap_over);
        if (write(ring[(own + 1) % count], &value, sizeof value) != sizeof value)
            return WEFT_HOST;
    }
}

static int laps(void *arg)
{
    uint64_t one = 1;

    (void)arg;
    for (long i = 0; i < count; i++)
        weft_spawn_with(member, (void *)(intptr_t)i, .stack_bytes = 4096);
    WEFT_TRY(weft_yield());
    if (write(ring[0], &one, sizeof one) != sizeof one)
        return WEFT_HOST;
    for (long lap = laps_wanted; lap > 0; lap--) {
        double began = nanoseconds();
        hops_left = hops;
        weft_event_clear(&lap_over);
        WEFT_TRY(weft_event_wait(&lap_over));
        printf("%.1f\n", (nanoseconds() - began) / (double)hops);
    }
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 120;
    count = atol(argv[1]);
    laps_wanted = atol(argv[2]);
    hops = atol(argv[3]);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    ring = calloc((size_t)count, sizeof *ring);
    for (long i = 0; i < count; i++)
        if ((ring[i] = eventfd(0, EFD_NONBLOCK)) < 0) {
            fprintf(stderr, "only %ld descriptors are allowed here\n", i);
            return 120;
        }
    return weft_run(laps, NULL);
}

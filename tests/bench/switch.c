/* What one scheduler's yield costs, and one item through a queue of 1. Arguments: yield or queue,
 * how many laps, how many in a lap. Prints the ns of each lap. Laps are short, so that on a busy
 * machine some of them run undisturbed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "weft.h"

enum { LAPS_MOST = 1000 };

typedef WEFT_QUEUE(long, 1) long_queue;

static long laps, count;
static double ns[LAPS_MOST];
static bool done;

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* Two tasks yield in turns; this one keeps the time of both. */
static int timed_yielder(void *arg)
{
    (void)arg;
    for (long lap = 0; lap < laps; lap++) {
        double start = now_ns();
        for (long i = 0; i < count / 2; i++)
            WEFT_TRY(weft_yield());
        ns[lap] = (now_ns() - start) / (double)(count / 2 * 2);
    }
    done = true;
    return WEFT_OK;
}

static int other_yielder(void *arg)
{
    (void)arg;
    while (!done)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int producer(void *arg)
{
    long_queue *queue = arg;

    for (long i = 0; i < laps * count; i++)
        WEFT_TRY(weft_put(queue, &i));
    return WEFT_OK;
}

static int consumer(void *arg)
{
    long_queue *queue = arg;
    long item, sum = 0;

    for (long lap = 0; lap < laps; lap++) {
        double start = now_ns();
        for (long i = 0; i < count; i++) {
            WEFT_TRY(weft_get(queue, &item));
            sum += item == lap * count + i;
        }
        ns[lap] = (now_ns() - start) / (double)count;
    }
    return sum == laps * count ? WEFT_OK : 1;
}

static int measure_yield(void *arg)
{
    (void)arg;
    return weft_gather({timed_yielder, NULL}, {other_yielder, NULL});
}

static int measure_queue(void *arg)
{
    long_queue queue = {0};

    (void)arg;
    return weft_gather({producer, &queue}, {consumer, &queue});
}

int main(int argc, char **argv)
{
    laps = argc > 2 ? atol(argv[2]) : 100;
    count = argc > 3 ? atol(argv[3]) : 20000;
    if (laps < 1 || laps > LAPS_MOST || count < 2)
        return 2;
    bool queue = argc > 1 && strcmp(argv[1], "queue") == 0;
    int code = weft_run(queue ? measure_queue : measure_yield, NULL);
    for (long lap = 0; code == 0 && lap < laps; lap++)
        printf("%.2f\n", ns[lap]);
    return code;
}

/* How long one scheduler's yield takes, and one item through a queue of 1. Prints ns. Arguments: what, how many. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "weft.h"

typedef WEFT_QUEUE(int, 1) int_queue;

static long rounds;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int yielder(void *arg)
{
    (void)arg;
    for (long i = 0; i < rounds; i++)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int producer(void *arg)
{
    int_queue *queue = arg;

    for (int i = 0; i < rounds; i++)
        WEFT_TRY(weft_put(queue, &i));
    return WEFT_OK;
}

static int consumer(void *arg)
{
    int_queue *queue = arg;
    int item;

    for (long i = 0; i < rounds; i++)
        WEFT_TRY(weft_get(queue, &item));
    return WEFT_OK;
}

static int measure_yield(void *arg)
{
    (void)arg;
    double start = seconds();
    WEFT_TRY(weft_gather({yielder, NULL}, {yielder, NULL}));
    printf("%.2f\n", (seconds() - start) * 1e9 / (2 * (double)rounds));
    return WEFT_OK;
}

static int measure_queue(void *arg)
{
    int_queue queue = {0};

    (void)arg;
    double start = seconds();
    WEFT_TRY(weft_gather({producer, &queue}, {consumer, &queue}));
    printf("%.2f\n", (seconds() - start) * 1e9 / (double)rounds);
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    rounds = argc > 2 ? atol(argv[2]) : 1000000;
    if (argc > 1 && strcmp(argv[1], "queue") == 0)
        return weft_run(measure_queue, NULL);
    return weft_run(measure_yield, NULL);
}

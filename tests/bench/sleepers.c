/* A million sleeping tasks on small stacks: seconds to spawn them, seconds to wake them in order. Argument: how many. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "weft.h"

static long count, woken, out_of_order;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int sleeper(void *arg)
{
    long index = (long)(size_t)arg;

    WEFT_TRY(weft_sleep(1 + (double)index * 1e-6));
    if (index != woken)
        out_of_order++;
    woken++;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    double start = seconds();

    group.stack_bytes = 384;
    for (long i = 0; i < count; i++)
        weft_group_spawn(&group, sleeper, (void *)(size_t)i);
    double spawned = seconds();
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    double asleep = seconds();
    WEFT_TRY(weft_group_join(&group));
    printf("%ld tasks: spawned in %.3f s, first step %.3f s, woken in order in %.3f s, %ld out of order\n", woken,
           spawned - start, asleep - spawned, seconds() - asleep, out_of_order);
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    count = argc > 1 ? atol(argv[1]) : 1000000;
    return weft_run(amain, NULL);
}

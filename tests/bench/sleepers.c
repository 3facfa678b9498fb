/* Very many sleeping tasks on small stacks. Arguments: how many, and how many seconds each sleeps
 * from its first step on. Prints: seconds to spawn them; seconds more until the last is asleep;
 * seconds from the first wake to the last; how many woke out of order; how many were not yet asleep
 * when the first woke (then the seconds mean nothing: let them sleep longer). */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "weft.h"

/* In wasm it holds what a sleep saves; natively it is the whole stack, also of what the C library
 * does to read a clock. */
#ifdef __wasm__
enum { STACK_BYTES = 384 };
#else
enum { STACK_BYTES = 768 };
#endif

static long count, asleep, woken, out_of_order, late;
static double sleep_seconds, all_asleep, first_woken, last_woken;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int sleeper(void *arg)
{
    long order = asleep++;

    (void)arg;
    if (asleep == count)
        all_asleep = seconds();
    WEFT_TRY(weft_sleep(sleep_seconds));
    if (woken == 0) {
        first_woken = seconds();
        late = count - asleep;
    }
    if (order != woken)
        out_of_order++;
    if (++woken == count)
        last_woken = seconds();
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    double start = seconds();

    group.stack_bytes = STACK_BYTES;
    for (long i = 0; i < count; i++)
        weft_group_spawn(&group, sleeper, NULL);
    double spawned = seconds();
    WEFT_TRY(weft_group_join(&group));
    printf("%.4f %.4f %.4f %ld %ld\n", spawned - start, all_asleep - spawned,
           last_woken - first_woken, out_of_order, late);
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    count = argc > 1 ? atol(argv[1]) : 1000000;
    sleep_seconds = argc > 2 ? atof(argv[2]) : 4;
    return weft_run(amain, NULL);
}

/* What a switch costs: two tasks yield to each other. Prints nanoseconds: the least of many short laps, so that what else the machine does stands
 * between them, and the engine has time to compile. fibers.c is the same with Emscripten's fibers. */
#include <stdio.h>
#include <time.h>
#include <weft.h>

enum { ROUNDS = 10000, SECONDS = 3 };

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int yields(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int amain(void *arg)
{
    double least = 1e9, end = now() + SECONDS * 1e9;

    (void)arg;
    while (now() < end) {
        double begun = now();
        WEFT_TRY(weft_gather({yields, NULL}, {yields, NULL}));
        double each = (now() - begun) / (2.0 * ROUNDS);
        if (each < least)
            least = each;
    }
    printf("%.0f\n", least);
    return WEFT_OK;
}

int main(void)
{
    return weft_run_with(&(weft_run_options){.virtual_clock = true}, amain, NULL);
}

/* Random numbers: splitmix64, in two streams, so that a program's own draws do not change the order of its tasks. */
#include "core/core.h"
#include "port/host.h"

static uint64_t program, order;

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void weft__random_start(uint64_t seed)
{
    program = weft__options.random;
    order = ~seed;
}

/* A seed of this run's own, at the first number that it needs. Short, to be typed. */
static void draw(void)
{
    uint32_t seed;

    weft__host_random(&seed, sizeof seed);
    program = weft__options.random = seed;
    weft__options.draws = false;
    weft__options.drawn = true;
}

void weft__random_settle(void)
{
    if (weft__options.draws)
        draw();
}

double weft_random(void)
{
    if (weft__options.draws)
        draw();
    return (double)(next(&program) >> 11) * 0x1p-53;
}

uint32_t weft__random_order(uint32_t below)
{
    if (weft__options.every_order)
        return weft__orders_choose(below);
    return below < 2 ? 0 : (uint32_t)((next(&order) >> 32) * below >> 32);
}

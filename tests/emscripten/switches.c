/* What a switch costs: two tasks yield to each other. Prints nanoseconds. fibers.c is the same with Emscripten's fibers. */
#include <emscripten.h>
#include <stdio.h>
#include <weft.h>

enum { ROUNDS = 200000, LAPS = 7 };

static int yields(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

static int amain(void *arg)
{
    double least = 1e9;

    (void)arg;
    for (int lap = 0; lap < LAPS; lap++) {
        double begun = emscripten_get_now();
        WEFT_TRY(weft_gather({yields, NULL}, {yields, NULL}));
        double each = (emscripten_get_now() - begun) * 1e6 / (2.0 * ROUNDS);
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

/* What a switch of Emscripten's fibers costs: main and a fiber swap. Prints nanoseconds, as switches.c. */
#include <emscripten.h>
#include <emscripten/fiber.h>
#include <stdio.h>

enum { ROUNDS = 10000, SECONDS = 3, STACK_BYTES = 16384 };

static emscripten_fiber_t base, other;
static char stack[STACK_BYTES] __attribute__((aligned(16))), saved[STACK_BYTES], base_saved[STACK_BYTES];

static void swaps(void *arg)
{
    (void)arg;
    for (;;)
        emscripten_fiber_swap(&other, &base);
}

int main(void)
{
    double least = 1e9, end = emscripten_get_now() + SECONDS * 1e3;

    emscripten_fiber_init_from_current_context(&base, base_saved, sizeof base_saved);
    emscripten_fiber_init(&other, swaps, NULL, stack, sizeof stack, saved, sizeof saved);
    while (emscripten_get_now() < end) {
        double begun = emscripten_get_now();
        for (int i = 0; i < ROUNDS; i++)
            emscripten_fiber_swap(&base, &other);
        double each = (emscripten_get_now() - begun) * 1e6 / (2.0 * ROUNDS);
        if (each < least)
            least = each;
    }
    printf("%.0f\n", least);
    return 0;
}

#include <stdio.h>
#include "weft.h"

static void watch(size_t ready, size_t scheduled, void *arg)
{
    printf("a turn: %zu ready, %zu timers\n", ready, scheduled);
}

static int amain(void *arg)
{
    weft_turn_hook *hook = watch;

    weft_on_turn(hook, NULL);
    int err = weft_sleep(1);
    weft_on_turn(NULL, NULL);
    return err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] a turn: 0 ready, 1 timers
 * [1.000] a turn: 1 ready, 0 timers
 */

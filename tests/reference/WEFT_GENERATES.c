/* A generator that belongs to a struct, and is closed with it. */
#include <stdio.h>
#include "weft.h"

static int count(weft_generator *generator, void *arg)
{
    for (int number = 1;; number++) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_give(generator, &number));
    }
}

static struct counter {
    weft_generator numbers;
} counter = {.numbers = WEFT_GENERATES(count, NULL)};

static int amain(void *arg)
{
    int number;

    for (int i = 0; i < 2; i++) {
        WEFT_TRY(weft_next(&counter.numbers, &number));
        printf("%d\n", number);
    }
    return weft_generator_close(&counter.numbers);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 1
 * [2.000] 2
 */

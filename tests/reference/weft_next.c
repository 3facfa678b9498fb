#include <stdio.h>
#include "weft.h"

static int count_down(weft_generator *generator, void *arg)
{
    for (int number = *(int *)arg; number > 0; number--) {
        WEFT_TRY(weft_sleep(1));
        WEFT_TRY(weft_give(generator, &number));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    int from = 3, number, err;
    WEFT_GENERATOR(numbers, count_down, &from);

    while ((err = weft_next(&numbers, &number)) == WEFT_OK)
        printf("%d\n", number);
    return err == WEFT_CLOSED ? WEFT_OK : err; /* the end */
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 3
 * [2.000] 2
 * [3.000] 1
 */

#include <stdio.h>
#include "weft.h"

static weft_barrier start = WEFT_BARRIER(3);

static int runner(void *arg)
{
    double seconds = *(double *)arg;
    uint32_t index;

    WEFT_TRY(weft_sleep(seconds));
    printf("ready; waiting: %u\n", (unsigned)weft_barrier_waiting(&start));
    WEFT_TRY(weft_barrier_wait(&start, &index));
    printf("runner %u goes\n", (unsigned)index);
    return WEFT_OK;
}

static int amain(void *arg)
{
    double seconds[] = {2, 1, 3};

    return weft_gather_each(runner, seconds, 3);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] ready; waiting: 0
 * [2.000] ready; waiting: 1
 * [3.000] ready; waiting: 2
 * [3.000] runner 2 goes
 * [3.000] runner 0 goes
 * [3.000] runner 1 goes
 */

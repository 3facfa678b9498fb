#include <stdio.h>
#include "weft.h"

static int square(void *arg)
{
    int *number = arg;

    WEFT_TRY(weft_sleep(1)); /* a slow machine */
    *number *= *number;
    return WEFT_OK;
}

static int amain(void *arg)
{
    int numbers[] = {1, 2, 3};

    (void)arg;
    WEFT_TRY(weft_gather({square, &numbers[0]}, {square, &numbers[1]}, {square, &numbers[2]}));
    printf("%.0f s: %d\n", weft_time(), numbers[0] + numbers[1] + numbers[2]);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

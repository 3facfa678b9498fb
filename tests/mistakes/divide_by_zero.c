#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    int *by = arg;
    WEFT_TRY(weft_sleep(1));
    printf("%d\n", 100 / *by);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    int two = 2, zero = 0;
    return weft_gather({worker, &two}, {worker, &zero});
}

int main(void)
{
    return weft_run(amain, NULL);
}

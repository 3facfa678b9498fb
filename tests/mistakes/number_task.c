#include <stdio.h>
#include "weft.h"

static int worker(int n)
{
    printf("%d\n", n);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({worker, NULL});
}

int main(void)
{
    return weft_run(amain, NULL);
}

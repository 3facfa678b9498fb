#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    printf("%d\n", *(int *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_join(weft_spawn(worker, 1));
}

int main(void)
{
    return weft_run(amain, NULL);
}

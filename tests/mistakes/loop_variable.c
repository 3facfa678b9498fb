#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    printf("worker %d\n", *(int *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(workers);
    for (int i = 1; i <= 3; i++)
        weft_group_spawn(&workers, worker, &i);
    return weft_group_join(&workers);
}

int main(void)
{
    return weft_run(amain, NULL);
}

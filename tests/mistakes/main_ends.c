#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    printf("never printed\n");
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    weft_spawn(worker, NULL);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

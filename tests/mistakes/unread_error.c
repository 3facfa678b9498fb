#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    (void)arg;
    return weft_raise(5, "no route to the server");
}

static int amain(void *arg)
{
    (void)arg;
    weft_spawn(worker, NULL);
    WEFT_TRY(weft_sleep(1));
    printf("all is well\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

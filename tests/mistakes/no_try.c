#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    weft_sleep(1);
    printf("slept\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

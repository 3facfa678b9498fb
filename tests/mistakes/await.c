#include <stdio.h>
#include "weft.h"

static async int worker(void *arg)
{
    await weft_sleep(1);
    return WEFT_OK;
}

static int amain(void *arg)
{
    return weft_gather({worker, arg});
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static weft_lock lock;

static int worker(void *arg)
{
    WEFT_TRY(weft_lock_acquire(&lock));
    printf("%s has it\n", (char *)arg);
    WEFT_TRY(weft_sleep(0.5));
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({worker, "A"}, {worker, "B"});
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    (void)arg;
    return weft_sleep(1);
}

static int amain(void *arg)
{
    weft_task task = weft_create_task(worker, arg);
    return weft_join(task);
}

int main(void)
{
    return weft_run(amain, NULL);
}

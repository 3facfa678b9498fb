#include <stdio.h>
#include "weft.h"

#include <unistd.h>

static int worker(void *arg)
{
    sleep(1);
    printf("%s\n", (char *)arg);
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

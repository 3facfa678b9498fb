#include <stdio.h>
#include "weft.h"

static void worker(void *arg)
{
    printf("%s\n", (char *)arg);
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

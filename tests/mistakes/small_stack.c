#include <stdio.h>
#include "weft.h"

#include <string.h>

static int worker(void *arg)
{
    char page[64 * 1024];
    memset(page, 'x', sizeof page);
    printf("%.3s %s\n", page, (char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({worker, "A"});
}

int main(void)
{
    return weft_run(amain, NULL);
}

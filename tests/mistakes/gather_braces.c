#include <stdio.h>
#include "weft.h"

static int a(void *arg)
{
    printf("%s\n", (char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather(a, "A", a, "B");
}

int main(void)
{
    return weft_run(amain, NULL);
}

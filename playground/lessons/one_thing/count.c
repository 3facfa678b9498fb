#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    printf("%.0f s: ready\n", weft_time());
    /* say 3, 2, 1, one each second, then "go" */
    printf("%.0f s: go\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

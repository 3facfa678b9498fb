/* Calls weft_run inside a run. The inner one is refused, the outer one goes on. */
#include <stdio.h>
#include "weft.h"

static int inner(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    printf("the inner run gave %d\n", weft_run(inner, NULL));
    WEFT_TRY(weft_sleep(1));
    printf("the outer run goes on\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

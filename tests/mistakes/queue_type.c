#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    WEFT_QUEUE(int, 2) jobs = {0};
    double job = 1.5;
    WEFT_TRY(weft_put(&jobs, &job));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

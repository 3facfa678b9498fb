#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    WEFT_QUEUE(int, 2) jobs = {0};
    int job;
    WEFT_TRY(weft_get(&jobs, &job));
    printf("%d\n", job);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

struct job {
    int number;
};

static int worker(void *arg)
{
    struct job *job = arg;
    WEFT_TRY(weft_sleep(1));
    printf("job %d\n", job->number);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({worker, NULL});
}

int main(void)
{
    return weft_run(amain, NULL);
}

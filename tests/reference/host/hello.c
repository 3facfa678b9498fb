/* What the examples of the host load as hello.wasm. */
#include <stdio.h>
#include "weft.h"

struct job {
    const char *name;
    double seconds;
};

static int work(void *arg)
{
    struct job *job = arg;

    printf("%s: started\n", job->name);
    WEFT_TRY(weft_sleep(job->seconds));
    printf("%s: finished\n", job->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct job a = {"A", 2}, b = {"B", 1};

    return weft_gather({work, &a}, {work, &b});
}

int main(void) { return weft_run(amain, NULL); }

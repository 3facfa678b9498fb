#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int compute(void *bytes)
{
    weft_block(1);
    printf("%c\n", *(char *)bytes);
    return WEFT_OK;
}

static int job(void *arg)
{
    char name = *(char *)arg;

    return weft_offload(compute, &name);
}

static int amain(void *arg)
{
    (void)arg;
    weft_jobs_limit(2);
    return weft_gather({job, "a"}, {job, "b"}, {job, "c"});
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] a
 * [1.000] b
 * [2.000] c
 */

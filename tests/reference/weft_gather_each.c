#include <stdio.h>
#include "weft.h"

struct job {
    const char *name;
    double seconds;
};

static int work(void *arg)
{
    struct job *job = arg;

    WEFT_TRY(weft_sleep(job->seconds));
    printf("%s\n", job->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct job jobs[] = {{"A", 2}, {"B", 1}, {"C", 3}};

    return weft_gather_each(work, jobs, 3);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] B
 * [2.000] A
 * [3.000] C
 */

#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int square(void *bytes) { int *number = bytes; *number *= *number; return WEFT_OK; }
static int negate(void *bytes) { int *number = bytes; *number = -*number; return WEFT_OK; }

static int amain(void *arg)
{
    weft_job_function *const steps[] = {square, negate};
    int number = 7;

    for (int i = 0; i < 2; i++)
        WEFT_TRY(weft_offload(steps[i], &number));
    printf("%d\n", number);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] -49
 */

#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

struct count {
    int limit, found;
};

static int count_squares(void *bytes)
{
    struct count *count = bytes;

    weft_block(2); /* a long computation, say */
    while (count->found * count->found < count->limit)
        count->found++;
    return WEFT_OK;
}

static int tick(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    printf("others run meanwhile: %zu job\n", weft_jobs_running());
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct count count = {.limit = 100};

    (void)arg;
    weft_spawn(tick, NULL);
    WEFT_TRY(weft_offload(count_squares, &count));
    printf("%d squares below %d\n", count.found, count.limit);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] others run meanwhile: 1 job
 * [2.000] 10 squares below 100
 */

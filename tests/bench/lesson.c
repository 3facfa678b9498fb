/* The size of a lesson: four tasks that work for a while and one line from each. */
#include <stdio.h>

#include "weft.h"

struct worker {
    const char *name;
    double seconds;
    int result;
};

static int work(void *arg)
{
    struct worker *worker = arg;

    printf("%s begins\n", worker->name);
    WEFT_TRY(weft_sleep(worker->seconds));
    worker->result = (int)(worker->seconds * 100);
    printf("%s is done: %d\n", worker->name, worker->result);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    struct worker workers[] = {{"A", 1.5, 0}, {"B", 0.5, 0}, {"C", 1, 0}, {"D", 2, 0}};

    WEFT_TRY(weft_gather_each(work, workers, 4));
    printf("all done at %g\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

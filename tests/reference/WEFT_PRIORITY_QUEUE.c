#include <stdio.h>
#include "weft.h"

struct job {
    int urgency;
    const char *what;
};

static bool sooner(const void *a, const void *b)
{
    return ((const struct job *)a)->urgency > ((const struct job *)b)->urgency;
}

static int amain(void *arg)
{
    WEFT_QUEUE(struct job, 3) jobs = WEFT_PRIORITY_QUEUE(sooner);
    WEFT_QUEUE(int, 3) stack = WEFT_LIFO_QUEUE;
    struct job coming[] = {{1, "sweep"}, {9, "put the fire out"}, {5, "cook"}}, job;
    int numbers[] = {1, 2}, number;

    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_put(&jobs, &coming[i]));
    while (weft_get_nowait(&jobs, &job) == WEFT_OK)
        puts(job.what);
    WEFT_TRY(weft_put(&stack, &numbers[0]));
    WEFT_TRY(weft_put(&stack, &numbers[1]));
    WEFT_TRY(weft_get(&stack, &number));
    printf("the newest is %d\n", number);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] put the fire out
 * [0.000] cook
 * [0.000] sweep
 * [0.000] the newest is 2
 */

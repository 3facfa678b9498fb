#include <stdio.h>
#include "weft.h"

struct job {
    int minutes;
    const char *name;
};

typedef WEFT_QUEUE(struct job, 8) job_queue;

/* Whether `a` is done before `b`: the shorter job is. */
static bool comes_first(const void *a, const void *b)
{
    const struct job *one = a, *other = b;

    return one->minutes > other->minutes;
}

static int amain(void *arg)
{
    job_queue jobs = WEFT_PRIORITY_QUEUE(comes_first);
    struct job job;

    (void)arg;
    WEFT_TRY(weft_put(&jobs, &(struct job){30, "tax"}));
    WEFT_TRY(weft_put(&jobs, &(struct job){2, "mail"}));
    WEFT_TRY(weft_put(&jobs, &(struct job){5, "dishes"}));
    while (!weft_queue_empty(&jobs)) {
        WEFT_TRY(weft_get(&jobs, &job));
        printf("%s\n", job.name);
    }
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

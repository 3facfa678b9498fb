#include <stdio.h>
#include "weft.h"

struct job {
    int urgency;
    double since;
    const char *name;
};

typedef WEFT_QUEUE(struct job, 8) job_queue;

static bool comes_first(const void *a, const void *b)
{
    const struct job *one = a, *other = b;

    /* a second of waiting weighs as much as two of urgency */
    return one->urgency > other->urgency;
}

static int work(void *arg)
{
    job_queue *jobs = arg;
    struct job job;

    for (int i = 0; i < 7; i++) {
        WEFT_TRY(weft_get(jobs, &job));
        WEFT_TRY(weft_sleep(1));
        printf("%.0f s: %s\n", weft_time(), job.name);
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    job_queue jobs = WEFT_PRIORITY_QUEUE(comes_first);
    WEFT_GROUP(office);

    (void)arg;
    WEFT_TRY(weft_put(&jobs, &(struct job){1, 0, "the letter"}));
    WEFT_TRY(weft_put(&jobs, &(struct job){5, 0, "a call"}));
    weft_group_spawn_with(&office, work, &jobs, .name = "clerk");
    for (int i = 1; i <= 5; i++) {
        WEFT_TRY(weft_sleep(0.9));
        WEFT_TRY(weft_put(&jobs, &(struct job){5, weft_time(), "a call"}));
    }
    return weft_group_join(&office);
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

enum { BUSY = 1 };
static double days[] = {0.03, 0.01, 0.02};

/* The quickest one is busy. */
static int ask(void *arg)
{
    double *wait = arg;

    WEFT_TRY(weft_sleep(*wait));
    return *wait < 0.015 ? weft_raise(BUSY, "busy") : WEFT_OK;
}

static int amain(void *arg)
{
    weft_task tasks[3];

    (void)arg;
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(ask, &days[i]);
    weft_completion next = WEFT_COMPLETION(tasks, 3);
    WEFT_TRY(weft_next_completed(&next));
    (void)!weft_join(next.task);
    printf("%.2f: an answer\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static int seconds[] = {3, 1, 2};

static int vote(void *arg)
{
    WEFT_TRY(weft_sleep(*(int *)arg));
    printf("%.0f s: a vote\n", weft_time());
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_task tasks[3];

    (void)arg;
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(vote, &seconds[i]);
    WEFT_TRY(weft_sleep(1));
    printf("%.0f s: two are enough\n", weft_time());
    for (int i = 0; i < 3; i++)
        weft_task_cancel(tasks[i]);
    return weft_sleep(5);
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* Joins a task twice. The second time its name is stale. */
#include <stdio.h>
#include "weft.h"

static int nothing(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(nothing, NULL);

    WEFT_TRY(weft_join(task));
    weft_task other = weft_spawn(nothing, NULL); /* takes the same slot */
    printf("result %d, cancel %d, ended %d, name \"%s\"\n", weft_task_result(task),
           weft_task_cancel(task), weft_task_ended(task), weft_task_name(task));
    WEFT_TRY(weft_join(other));
    return weft_join(task);
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* Uses the name of a task whose group has ended: it is stale. */
#include <stdio.h>
#include "weft.h"

static int nothing(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static weft_task task;

static int group_of_one(void)
{
    WEFT_GROUP(group);

    task = weft_group_spawn(&group, nothing, NULL);
    return weft_group_join(&group);
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(group_of_one());
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

/* Catch every failure of a group
 *
 * Catches the failures of a group, each with its text.
 *
 * Tasks 1 and 3 wake at the same moment as task 2, so its failure comes too late to cancel them.
 * Try: let every task fail. All three are caught. */
#include <stdio.h>
#include "weft.h"

enum { VALUE_ERROR = 1 };

static int might_fail(void *arg)
{
    int number = *(int *)arg;

    WEFT_TRY(weft_sleep(1));
    if (number == 2)
        return weft_raise(VALUE_ERROR, "Task %d failed!", number);
    return WEFT_OK;
}

static int amain(void *arg)
{
    int numbers[] = {1, 2, 3};
    weft_task failed = {0};
    WEFT_GROUP(group);

    (void)arg;
    for (int i = 0; i < 3; i++)
        weft_group_spawn(&group, might_fail, &numbers[i]);

    int err = weft_group_join(&group);
    if (err != VALUE_ERROR)
        return err;
    while (weft_group_next_failed(&group, &failed))
        printf("Caught: %s\n", weft_task_error_text(failed));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

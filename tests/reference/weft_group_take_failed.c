#include <stdio.h>
#include "weft.h"

enum { NO_ROUTE = 3, NO_PAPER };

static int fail(void *arg) { return weft_raise(*(int *)arg, "failure %d", *(int *)arg); }

static int amain(void *arg)
{
    int codes[] = {NO_ROUTE, NO_PAPER};
    weft_task failed;
    WEFT_GROUP(group);

    weft_group_spawn(&group, fail, &codes[0]);
    weft_group_spawn(&group, fail, &codes[1]);
    if (weft_group_join(&group) == WEFT_OK)
        return WEFT_OK;
    while (weft_group_take_failed(&group, NO_ROUTE, &failed))
        printf("dealt with: %s\n", weft_task_error_text(failed));
    printf("left: %d\n", weft_group_failure(&group));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] dealt with: failure 3
 * [0.000] left: 4
 */

#include <stdio.h>
#include "weft.h"

static int fail(void *arg) { return weft_raise(*(int *)arg, "failure %d", *(int *)arg); }

static int amain(void *arg)
{
    int codes[] = {5, 6};
    weft_task failed = {0};
    WEFT_GROUP(group);

    weft_group_spawn(&group, fail, &codes[0]);
    weft_group_spawn(&group, fail, &codes[1]);
    printf("joined: %d\n", weft_group_join(&group));
    while (weft_group_next_failed(&group, &failed))
        printf("%s: %s\n", weft_task_name(failed), weft_task_error_text(failed));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] joined: 5
 * [0.000] Task-2: failure 5
 * [0.000] Task-3: failure 6
 */

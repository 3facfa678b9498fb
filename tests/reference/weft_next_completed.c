#include <stdio.h>
#include "weft.h"

static int ask(void *arg) { return weft_sleep(*(double *)arg); }

static int amain(void *arg)
{
    double seconds[] = {3, 1, 2};
    WEFT_GROUP(group);
    weft_task tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = weft_group_spawn(&group, ask, &seconds[i]);
    weft_completion next = WEFT_COMPLETION(tasks, 3);
    while (weft_next_completed(&next) == WEFT_OK)
        printf("%s has ended\n", weft_task_name(next.task));
    return weft_group_join(&group);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] Task-3 has ended
 * [2.000] Task-4 has ended
 * [3.000] Task-2 has ended
 */

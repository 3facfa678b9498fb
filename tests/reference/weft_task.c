#include <stdio.h>
#include "weft.h"

static int work(void *arg) { return weft_sleep(1); }

static int amain(void *arg)
{
    weft_task none = {0}, task = weft_spawn(work, NULL);

    printf("none: %s\n", weft_error_name(weft_task_cancel(none)));
    WEFT_TRY(weft_join(task));
    printf("joined before: %s\n", weft_error_name(weft_task_cancel(task)));
    {
        WEFT_GROUP(group);
        task = weft_group_spawn(&group, work, NULL);
    } /* which ends it, and forgets it */
    printf("of a group that is gone: %s\n", weft_error_name(weft_task_cancel(task))); /* refused, not followed */
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] none: stale task
 * [1.000] joined before: closed
 * [1.000] of a group that is gone: stale task
 */

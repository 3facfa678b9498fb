#include <stdio.h>
#include "weft.h"

static int work(void *arg) { return weft_sleep(1); }

static int amain(void *arg)
{
    weft_task task = weft_spawn(work, NULL);

    printf("%s spawned %s\n", weft_task_name(weft_current()), weft_task_name(task));
    WEFT_TRY(weft_task_set_name(task, "worker"));
    printf("now it is %s\n", weft_task_name(task));
    return weft_join(task);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] main spawned Task-2
 * [0.000] now it is worker
 */

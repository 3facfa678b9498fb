/* The first answer is enough: what is still pending is told to stop. */
#include <stdio.h>
#include "weft.h"

static int ask(void *arg) { return weft_sleep(*(double *)arg); }

static int amain(void *arg)
{
    double seconds[] = {3, 1, 2};
    weft_task tasks[3];
    size_t done;

    tasks[0] = weft_spawn_with(ask, &seconds[0], .name = "ann");
    tasks[1] = weft_spawn_with(ask, &seconds[1], .name = "bob");
    tasks[2] = weft_spawn_with(ask, &seconds[2], .name = "cleo");
    WEFT_TRY(weft_wait_sorted(tasks, 3, WEFT_FIRST_COMPLETED, 5.0, &done));
    for (size_t i = 0; i < 3; i++)
        printf("%s is %s\n", weft_task_name(tasks[i]), i < done ? "done" : "pending");
    for (size_t i = done; i < 3; i++)
        weft_task_cancel(tasks[i]);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] bob is done
 * [1.000] ann is pending
 * [1.000] cleo is pending
 */

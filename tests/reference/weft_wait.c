#include <stdio.h>
#include "weft.h"

static int ask(void *arg) { return weft_sleep(*(double *)arg); }

static int amain(void *arg)
{
    double seconds[] = {1, 2, 9};
    weft_task tasks[3];

    for (int i = 0; i < 3; i++)
        tasks[i] = weft_spawn(ask, &seconds[i]);
    WEFT_TRY(weft_wait(tasks, 3, WEFT_FIRST_COMPLETED, WEFT_FOREVER));
    puts("one has ended");
    WEFT_TRY(weft_wait(tasks, 3, WEFT_ALL_COMPLETED, 4));
    for (int i = 0; i < 3; i++)
        printf("%s %s\n", weft_task_name(tasks[i]), weft_task_ended(tasks[i]) ? "has ended" : "still runs");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] one has ended
 * [5.000] Task-2 has ended
 * [5.000] Task-3 has ended
 * [5.000] Task-4 still runs
 */

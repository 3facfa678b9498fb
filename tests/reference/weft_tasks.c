#include <stdio.h>
#include "weft.h"

static int work(void *arg) { return weft_sleep(1); }

static int amain(void *arg)
{
    weft_task tasks[8];

    weft_spawn(work, NULL);
    weft_spawn_with(work, NULL, .name = "logger");
    size_t count = weft_tasks(tasks, 8);
    for (size_t i = 0; i < count; i++)
        printf("%s\n", weft_task_name(tasks[i]));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] main
 * [0.000] Task-2
 * [0.000] logger
 */

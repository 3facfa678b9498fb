/* Take the result of a task
 *
 * Makes a task of a call, which takes a loop that runs, and waits for its result.
 *
 * Try: print something between weft_spawn and weft_join. It comes first, as a new task has its
 * first turn when somebody waits. */
#include <stdio.h>
#include "weft.h"

static int work(void *arg)
{
    const char **result = arg;

    *result = "done";
    return WEFT_OK;
}

static int amain(void *arg)
{
    const weft_task *early = arg;
    const char *result = NULL;

    if (early->slot == 0)
        printf("Before the run, no task was made.\n");
    weft_task task = weft_spawn(work, &result);

    WEFT_TRY(weft_join(task));
    printf("%s\n", result);
    return WEFT_OK;
}

int main(void)
{
    weft_task early = weft_spawn(work, NULL); /* no loop runs yet: this names no task */

    return weft_run(amain, &early);
}

/* Makes a task of a call, and waits for its result. (S2-06a)
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
    const char *result = NULL;

    (void)arg;
    weft_task task = weft_spawn(work, &result);

    WEFT_TRY(weft_join(task));
    printf("%s\n", result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

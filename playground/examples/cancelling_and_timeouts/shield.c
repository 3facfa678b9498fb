/* Wait behind a shield
 *
 * Waits for a task in such a way that a cancel of the waiter does not reach the task.
 *
 * Nothing is cancelled here; shield_cancelled shows what a shield is good for.
 * Try: let work fail. A shield keeps cancels out, not errors in. */
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
    static const char *result = "None";

    (void)arg;
    weft_task task = weft_spawn(work, &result);

    int err = weft_join_shielded(task);
    if (err != WEFT_CANCELLED)
        WEFT_TRY(err);
    printf("Result: %s\n", result);
    return err;
}

int main(void)
{
    return weft_run(amain, NULL);
}

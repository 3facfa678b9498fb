#include <stdio.h>
#include "weft.h"

static int commit(void)
{
    WEFT_TRY(weft_sleep(1));
    puts("first half");
    WEFT_TRY(weft_sleep(1));
    puts("second half");
    return WEFT_OK;
}

static int work(void *arg)
{
    WEFT_TRY(weft_shield(commit()));
    int err = weft_sleep(1); /* here the cancel is seen */
    printf("then: %s\n", weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    weft_task task = weft_spawn(work, NULL);

    WEFT_TRY(weft_sleep(0.5));
    weft_task_cancel(task);
    return weft_join(task) == WEFT_CANCELLED ? WEFT_OK : 1;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] first half
 * [2.000] second half
 * [2.000] then: cancelled
 */

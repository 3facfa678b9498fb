/* A last stretch that must not be cut short from outside, but may not take for ever, either. */
#include <stdio.h>
#include "weft.h"

static int work(void *arg)
{
    weft_timeout scope = {0};

    WEFT_TRY(weft_timeout_begin(&scope, 5));
    WEFT_TRY(weft_timeout_shield(&scope, true));
    int err = weft_timeout_end(&scope, weft_sleep(2)); /* the cancel at 1 s is held back */
    printf("the stretch: %s\n", weft_error_name(err));
    err = weft_yield();
    printf("then: %s\n", weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    weft_task task = weft_spawn(work, NULL);

    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_task_cancel(task));
    return weft_join(task) == WEFT_CANCELLED ? WEFT_OK : 1;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] the stretch: ok
 * [2.000] then: cancelled
 */

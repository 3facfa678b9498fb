/* Cancel a task that cleans up
 *
 * Cancels a task, which cleans up and passes the cancellation on.
 *
 * Try: return WEFT_OK at the end of endless_task. Main then takes it for an ordinary end. */
#include <stdio.h>
#include "weft.h"

static int endless_task(void *arg)
{
    int err;

    (void)arg;
    do {
        printf("Working...\n");
        err = weft_sleep(1);
    } while (!err);

    printf("Task was cancelled!\n");
    return err; /* raise, else it would count as an ordinary end */
}

static int amain(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(endless_task, NULL);

    WEFT_TRY(weft_sleep(3));
    weft_task_cancel(task);

    if (weft_join(task) == WEFT_CANCELLED)
        printf("Main: Task cancelled successfully\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

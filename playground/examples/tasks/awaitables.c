/* Wait for a call, a task, a future
 *
 * Waits for the three things there are to wait for: a call, a task, a future.
 *
 * A call runs in the caller. A task runs beside it. A future is a promise that someone keeps later.
 * Try: set the future before the first line of output. Waiting for it then takes no time at all. */
#include <stdio.h>
#include "weft.h"

static int work(void *arg)
{
    const char **result = arg;

    WEFT_TRY(weft_sleep(1));
    *result = "done";
    return WEFT_OK;
}

static void keep_promise(void *arg)
{
    weft_future *future = arg;

    weft_future_set(future, "done");
}

static int amain(void *arg)
{
    static const char *from_task; /* the task may outlive this call */
    const char *from_call = NULL;
    weft_future future = {0};
    WEFT_HANDLE(later);

    (void)arg;
    WEFT_TRY(work(&from_call));
    printf("call: %s\n", from_call);

    weft_task task = weft_spawn(work, &from_task);
    WEFT_TRY(weft_join(task));
    printf("task: %s\n", from_task);

    WEFT_TRY(weft_call_later(&later, 1, keep_promise, &future));
    WEFT_TRY(weft_future_wait(&future));
    printf("future: %s\n", (const char *)future.value);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

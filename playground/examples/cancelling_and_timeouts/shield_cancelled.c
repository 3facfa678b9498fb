/* Keep a cancel from what must be done
 *
 * Cancels a task that waits for another one behind a shield: the other goes on.
 *
 * Try: let the caller use weft_join. The cancel is then passed on, and no work is finished. */
#include <stdio.h>
#include "weft.h"

struct order {
    weft_task work;
    const char *result;
};

static int work(void *arg)
{
    const char **result = arg;

    WEFT_TRY(weft_sleep(2));
    *result = "done";
    printf("work: finished\n");
    return WEFT_OK;
}

static int caller(void *arg)
{
    struct order *order = arg;
    int err = weft_join_shielded(order->work);

    printf("caller: %s\n", err == WEFT_CANCELLED ? "cancelled, there is no result" : order->result);
    return err;
}

static int amain(void *arg)
{
    struct order order = {.result = "None"};
    WEFT_GROUP(group);

    (void)arg;
    order.work = weft_group_spawn(&group, work, &order.result);
    weft_task task = weft_group_spawn(&group, caller, &order);

    WEFT_TRY(weft_sleep(1));
    weft_task_cancel(task);
    int err = weft_join(task);
    if (err != WEFT_CANCELLED)
        return err;

    WEFT_TRY(weft_join(order.work));
    printf("main: the result is %s\n", order.result);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

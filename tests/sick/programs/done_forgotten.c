/* On one way through its loop a worker does not say that the item is done. */
#include <assert.h>
#include <weft.h>

static WEFT_QUEUE(int, 4) items;
static int paused;

static int worker(void *arg)
{
    (void)arg;
    int item;

    WEFT_TRY(weft_get(&items, &item));
    WEFT_TRY(weft_yield());
    if (paused)
        return WEFT_OK;
    weft_task_done(&items);
    return WEFT_OK;
}

static int pause(void *arg)
{
    (void)arg;
    paused = 1;
    WEFT_TRY(weft_queue_join(&items));
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    WEFT_TRY(weft_put_nowait(&items, &(int){1}));
    weft_group_spawn(&group, worker, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, pause, NULL);
    return weft_group_join(&group);
}

int main(void)
{
    return weft_run(amain, NULL);
}

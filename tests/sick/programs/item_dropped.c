/* A task is cancelled after it took an item, and before it did something with it (bpo-23812 and asyncio#201 are its cousins). */
#include <assert.h>
#include <weft.h>

static WEFT_QUEUE(int, 4) items;
static int handled;

static int worker(void *arg)
{
    (void)arg;
    int item;

    WEFT_TRY(weft_get(&items, &item));
    WEFT_TRY(weft_yield());
    handled++;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    weft_task worker_task;

    WEFT_TRY(weft_put_nowait(&items, &(int){1}));
    worker_task = weft_spawn(worker, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_task_cancel(worker_task);
    (void)!weft_join(worker_task);
    assert(handled + (int)weft_queue_count(&items) == 1);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

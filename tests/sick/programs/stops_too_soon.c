/* The worker looks at the flag before it looks at what is left. */
#include <assert.h>
#include <weft.h>

static WEFT_QUEUE(int, 4) items;
static int stop, handled;

static int worker(void *arg)
{
    (void)arg;
    int item;

    while (!stop) {
        if (!weft_get_nowait(&items, &item))
            handled++;
        WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    weft_task task;

    WEFT_TRY(weft_put_nowait(&items, &(int){1}));
    WEFT_TRY(weft_put_nowait(&items, &(int){2}));
    task = weft_spawn(worker, NULL);
    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_yield());
    stop = 1;
    WEFT_TRY(weft_join(task));
    assert(handled == 2);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

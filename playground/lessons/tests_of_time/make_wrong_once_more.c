#include <stdio.h>
#include "weft.h"

static WEFT_QUEUE(int, 8) items;
static int stored;

static int storage(void *arg)
{
    int item;

    (void)arg;
    for (;;) {
        WEFT_TRY(weft_get(&items, &item));
        WEFT_TRY(weft_sleep(0.1)); /* the disk */
        stored++;
        weft_task_done(&items);
    }
}

/* The test: what was put is stored. */
static int amain(void *arg)
{
    weft_task task = weft_spawn_with(storage, NULL, .name = "storage");

    (void)arg;
    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_put(&items, &i));
    WEFT_TRY(weft_queue_join(&items));
    weft_task_cancel(task);
    printf("%.1f s: %d stored\n", weft_time(), stored);
    return weft_sleep(0.1);
}

int main(void)
{
    return weft_run(amain, NULL);
}

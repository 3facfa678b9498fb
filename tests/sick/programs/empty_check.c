/* Two takers see one item, and one of them waits for ever. */
#include <assert.h>
#include <weft.h>

static WEFT_QUEUE(int, 4) items;

static int taker(void *arg)
{
    (void)arg;
    int item;

    if (!weft_queue_empty(&items)) {
        WEFT_TRY(weft_yield());
        WEFT_TRY(weft_get(&items, &item));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    WEFT_TRY(weft_put_nowait(&items, &(int){1}));
    weft_group_spawn(&group, taker, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, taker, NULL);
    return weft_group_join(&group);
}

int main(void)
{
    return weft_run(amain, NULL);
}

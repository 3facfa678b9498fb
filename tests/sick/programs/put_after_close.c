/* The queue is shut while somebody still has an item for it (gh-117531 is its cousin). */
#include <assert.h>
#include <weft.h>

static WEFT_QUEUE(int, 4) items;

static int seller(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_put_nowait(&items, &(int){1}));
    return WEFT_OK;
}

static int closer(void *arg)
{
    (void)arg;
    weft_queue_shutdown(&items, true);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, seller, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, closer, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

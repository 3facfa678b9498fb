/* A cache is filled with what the table held before somebody else changed it. */
#include <assert.h>
#include <weft.h>

static int table = 1, cache;

static int fill(void *arg)
{
    (void)arg;
    int seen = table;

    WEFT_TRY(weft_yield());
    cache = seen;
    return WEFT_OK;
}

static int change(void *arg)
{
    (void)arg;
    table = cache = 2;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, fill, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, change, NULL);
    WEFT_TRY(weft_group_join(&group));
    assert(cache == table);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

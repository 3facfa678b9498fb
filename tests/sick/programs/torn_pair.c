/* Two values belong together, and a wait lies between their writes. */
#include <assert.h>
#include <weft.h>

static int low, high;

static int writer(void *arg)
{
    (void)arg;
    low = 1;
    WEFT_TRY(weft_yield());
    high = 1;
    return WEFT_OK;
}

static int reader(void *arg)
{
    (void)arg;
    assert(low == high);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, writer, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, reader, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

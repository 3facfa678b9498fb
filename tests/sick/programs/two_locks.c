/* Two tasks take two locks, each in another order. */
#include <assert.h>
#include <weft.h>

static weft_lock red, blue;

static int there(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&red));
    WEFT_UNLOCK_AT_EXIT(&red);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_lock_acquire(&blue));
    WEFT_UNLOCK_AT_EXIT(&blue);
    return WEFT_OK;
}

static int back(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&blue));
    WEFT_UNLOCK_AT_EXIT(&blue);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_lock_acquire(&red));
    WEFT_UNLOCK_AT_EXIT(&red);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, there, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, back, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

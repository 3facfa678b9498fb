/* A notify that comes before the wait is lost (gh-112202 is its cousin). */
#include <assert.h>
#include <weft.h>

static weft_condition news;

static int waiter(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    WEFT_TRY(weft_condition_wait(&news));
    return WEFT_OK;
}

static int notifier(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    WEFT_TRY(weft_condition_notify(&news, 1));
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, waiter, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, notifier, NULL);
    WEFT_TRY(weft_group_join(&group));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

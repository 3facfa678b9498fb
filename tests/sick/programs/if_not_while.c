/* A condition that is asked with if: another reader takes the letter first. */
#include <assert.h>
#include <weft.h>

static weft_condition news;
static int letters;

static int reader(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    if (letters == 0)
        WEFT_TRY(weft_condition_wait(&news));
    letters--;
    assert(letters >= 0);
    return WEFT_OK;
}

static int post(void *arg)
{
    (void)arg;
    for (int i = 0; i < 2; i++) {
        WEFT_TRY(weft_condition_acquire(&news));
        letters++;
        WEFT_TRY(weft_condition_notify(&news, 1));
        WEFT_TRY(weft_condition_release(&news));
        WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, reader, NULL);
    weft_group_spawn(&group, post, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, reader, NULL);
    return weft_group_join(&group);
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* A number is read, and counted up a wait later: two tasks have the same. */
#include <assert.h>
#include <weft.h>

static int next_number, given[2], count;

static int work(void *arg)
{
    (void)arg;
    int number = next_number;

    WEFT_TRY(weft_yield());
    next_number = number + 1;
    given[count++] = number;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, work, NULL);
    WEFT_TRY(weft_group_join(&group));
    assert(given[0] != given[1]);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* The last seat is looked at, and sold a wait later. */
#include <assert.h>
#include <weft.h>

static int seats = 1;

static int work(void *arg)
{
    (void)arg;
    if (seats > 0) {
        WEFT_TRY(weft_yield()); /* the customer pays */
        seats--;
    }
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
    assert(seats == 0);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

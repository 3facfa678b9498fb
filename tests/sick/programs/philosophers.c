/* Three tasks sit in a circle, and each takes the lock on its left first. */
#include <assert.h>
#include <weft.h>

static weft_lock forks[3];
static int seats[3] = {0, 1, 2};

static int eats(void *arg)
{
    int seat = *(int *)arg;

    WEFT_TRY(weft_lock_acquire(&forks[seat]));
    WEFT_UNLOCK_AT_EXIT(&forks[seat]);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_lock_acquire(&forks[(seat + 1) % 3]));
    WEFT_UNLOCK_AT_EXIT(&forks[(seat + 1) % 3]);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_GROUP(table);

    for (int i = 0; i < 3; i++) {
        weft_group_spawn(&table, eats, &seats[i]);
        WEFT_TRY(weft_yield());
        WEFT_TRY(weft_yield());
    }
    return weft_group_join(&table);
}

int main(void)
{
    return weft_run(amain, NULL);
}

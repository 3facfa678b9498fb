#include <stdio.h>
#include "weft.h"

struct purse {
    int coins;
    weft_lock lock; /* guards the coins */
};

struct transfer {
    struct purse *from, *to;
    int coins;
};

static struct purse red = {.coins = 50}, blue = {.coins = 50};

static int move(void *arg)
{
    struct transfer *t = arg;

    WEFT_TRY(weft_lock_acquire(&t->to->lock));
    WEFT_UNLOCK_AT_EXIT(&t->to->lock);
    WEFT_TRY(weft_yield()); /* look up the rate */
    WEFT_TRY(weft_lock_acquire(&t->from->lock));
    WEFT_UNLOCK_AT_EXIT(&t->from->lock);
    t->from->coins -= t->coins;
    t->to->coins += t->coins;
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct transfer pay = {&red, &blue, 5}, repay = {&blue, &red, 8};
    WEFT_GROUP(bank);

    (void)arg;
    weft_group_spawn_with(&bank, move, &pay, .name = "pay");
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn_with(&bank, move, &repay, .name = "repay");
    WEFT_TRY(weft_group_join(&bank));
    printf("%d and %d\n", red.coins, blue.coins);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

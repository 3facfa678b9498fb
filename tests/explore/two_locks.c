/* Two tasks take two locks, each in another order. The second one begins late enough, as a rule. */
#include <stdio.h>
#include <weft.h>

struct purse { int coins; weft_lock lock; };
struct order { struct purse *from, *to; int coins; };

static int move(void *arg)
{
    struct order *o = arg;

    WEFT_TRY(weft_lock_acquire(&o->from->lock));
    WEFT_UNLOCK_AT_EXIT(&o->from->lock);
    WEFT_TRY(weft_yield()); /* look up the rate */
    WEFT_TRY(weft_lock_acquire(&o->to->lock));
    WEFT_UNLOCK_AT_EXIT(&o->to->lock);
    o->from->coins -= o->coins;
    o->to->coins += o->coins;
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct purse red = {.coins = 50}, blue = {.coins = 50};
    struct order there = {&red, &blue, 5}, back = {&blue, &red, 8};
    WEFT_GROUP(bank);

    (void)arg;
    weft_group_spawn(&bank, move, &there);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&bank, move, &back);
    WEFT_TRY(weft_group_join(&bank));
    printf("%d and %d\n", red.coins, blue.coins);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* The second deposit reads the balance before the first one has written it, in some orders. */
#include <assert.h>
#include <stdio.h>
#include <weft.h>

static int balance = 100;

static int deposit(void *arg)
{
    int *amount = arg;
    int seen = balance;

    WEFT_TRY(weft_yield()); /* ask the bank */
    balance = seen + *amount;
    return WEFT_OK;
}

static int amain(void *arg)
{
    int ten = 10, twenty = 20;
    WEFT_GROUP(bank);

    (void)arg;
    weft_group_spawn(&bank, deposit, &ten);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn(&bank, deposit, &twenty);
    WEFT_TRY(weft_group_join(&bank));
    printf("balance: %d\n", balance);
    assert(balance == 130);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

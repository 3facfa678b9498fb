#include <stdio.h>
#include "weft.h"

static int balance = 100;
static weft_lock account; /* guards the balance */

static int deposit(void *arg)
{
    int *amount = arg;

    WEFT_TRY(weft_lock_acquire(&account));
    /* read, ask the bank, write */
    int seen = balance;
    WEFT_TRY(weft_yield());
    balance = seen + *amount;
    return WEFT_OK;
}

static int amain(void *arg)
{
    int ten = 10, twenty = 20;
    WEFT_GROUP(bank);

    (void)arg;
    weft_group_spawn_with(&bank, deposit, &ten, .name = "deposit 1");
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    weft_group_spawn_with(&bank, deposit, &twenty, .name = "deposit 2");
    WEFT_TRY(weft_group_join(&bank));
    printf("balance: %d\n", balance);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* Two deposits without a lock: what is left of them depends on the order. */
#include <stdio.h>
#include <weft.h>

static int balance = 100;

static int deposit(void *arg)
{
    int *amount = arg;
    int seen = balance;

    WEFT_TRY(weft_sleep(0)); /* ask the bank */
    balance = seen + *amount;
    return WEFT_OK;
}

static int amain(void *arg)
{
    int ten = 10, twenty = 20, thirty = 30;

    (void)arg;
    WEFT_TRY(weft_gather({deposit, &ten}, {deposit, &twenty}, {deposit, &thirty}));
    printf("%d\n", balance);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

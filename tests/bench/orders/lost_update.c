/* Two deposits read the balance before they wait, and write what they read: one of them may be lost. */
#include <stdio.h>
#include <weft.h>

static int balance;

static int deposit(void *arg)
{
    int seen = balance;

    (void)arg;
    WEFT_TRY(weft_yield());
    balance = seen + 1;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    balance = 0;
    WEFT_TRY(weft_gather({deposit, NULL}, {deposit, NULL}));
    printf("%d\n", balance);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

/* Two deposits read the balance, wait once, and write: one of them may be lost. */
#include <assert.h>
#include <weft.h>

static int balance = 100;

static int work(void *arg)
{
    (void)arg;
    int seen = balance;

    WEFT_TRY(weft_yield()); /* ask the bank */
    balance = seen + 10;
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
    assert(balance == 120);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

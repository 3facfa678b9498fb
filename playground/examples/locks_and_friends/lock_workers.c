/* Count to a thousand with ten workers
 *
 * Counts to a thousand with ten workers, who take turns at a lock.
 *
 * Try: leave the two lines with the lock out. Ten workers read the same number at the same time,
 * and it ends at 100. */
#include <stdio.h>
#include "weft.h"

struct counter {
    weft_lock lock;
    int value;
};

static int increment(struct counter *counter)
{
    WEFT_TRY(weft_lock_acquire(&counter->lock));
    WEFT_UNLOCK_AT_EXIT(&counter->lock);

    int current = counter->value; /* read, wait, write: nobody may come between */
    WEFT_TRY(weft_sleep(0.01));
    counter->value = current + 1;
    return WEFT_OK;
}

static int worker(void *arg)
{
    struct counter *counter = arg;

    for (int i = 0; i < 100; i++)
        WEFT_TRY(increment(counter));
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct counter counter = {0};
    WEFT_GROUP(workers);

    (void)arg;
    for (int i = 0; i < 10; i++)
        weft_group_spawn(&workers, worker, &counter);
    WEFT_TRY(weft_group_join(&workers));
    printf("Final counter value: %d\n", counter.value);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

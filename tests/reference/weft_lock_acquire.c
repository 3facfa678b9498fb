#include <stdio.h>
#include "weft.h"

struct counter {
    weft_lock lock;
    int value;
};

static int add(void *arg)
{
    struct counter *counter = arg;

    WEFT_TRY(weft_lock_acquire(&counter->lock));
    int seen = counter->value;
    int err = weft_sleep(1); /* others run, but none gets in here */
    if (!err)
        counter->value = seen + 1;
    weft_lock_release(&counter->lock);
    return err;
}

static int amain(void *arg)
{
    struct counter counter = {.value = 0};

    WEFT_TRY(weft_gather({add, &counter}, {add, &counter}, {add, &counter}));
    printf("%d, locked: %d\n", counter.value, weft_lock_locked(&counter.lock));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [3.000] 3, locked: 0
 */

#include <stdio.h>
#include "weft.h"

static weft_condition changed;
static int cell, is_full; /* guarded by the lock of changed */

static int producer(void *arg)
{
    (void)arg;
    for (int i = 1; i <= 3; i++) {
        WEFT_TRY(weft_condition_acquire(&changed));
        WEFT_LEAVE_CONDITION_AT_EXIT(&changed);
        if (is_full)
            WEFT_TRY(weft_yield());
        cell = i;
        is_full = 1;
        WEFT_TRY(weft_condition_notify(&changed, 1));
    }
    return WEFT_OK;
}

static int consumer(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_condition_acquire(&changed));
        WEFT_LEAVE_CONDITION_AT_EXIT(&changed);
        while (!is_full)
            WEFT_TRY(weft_condition_wait(&changed));
        printf("%d\n", cell);
        is_full = 0;
        WEFT_TRY(weft_condition_notify(&changed, 1));
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({producer, NULL}, {consumer, NULL});
}

int main(void)
{
    return weft_run(amain, NULL);
}

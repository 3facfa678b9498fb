#include <stdio.h>
#include "weft.h"

static weft_lock red, blue;

static int one(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&red));
    WEFT_UNLOCK_AT_EXIT(&red);
    WEFT_TRY(weft_sleep(0.1));
    WEFT_TRY(weft_lock_acquire(&blue));
    WEFT_UNLOCK_AT_EXIT(&blue);
    return WEFT_OK;
}

static int other(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&blue));
    WEFT_UNLOCK_AT_EXIT(&blue);
    WEFT_TRY(weft_sleep(0.1));
    WEFT_TRY(weft_lock_acquire(&red));
    WEFT_UNLOCK_AT_EXIT(&red);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    return weft_gather({one, NULL}, {other, NULL});
}

int main(void)
{
    return weft_run(amain, NULL);
}

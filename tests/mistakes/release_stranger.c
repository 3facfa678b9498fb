#include <stdio.h>
#include "weft.h"

static weft_lock lock;

static int stranger(void *arg)
{
    (void)arg;
    weft_lock_release(&lock);
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    WEFT_TRY(weft_gather({stranger, NULL}));
    weft_lock_release(&lock);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

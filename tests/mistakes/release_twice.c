#include <stdio.h>
#include "weft.h"

static weft_lock lock;

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_lock_release(&lock);
    weft_lock_release(&lock);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static weft_lock lock;

static int stranger(void *arg)
{
    printf("a stranger: %s\n", weft_error_name(weft_lock_release(&lock)));
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_TRY(weft_lock_acquire(&lock));
    WEFT_TRY(weft_join(weft_spawn(stranger, NULL)));
    return weft_lock_release(&lock);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] a stranger: wrong use
 */

#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_semaphore one = WEFT_BOUNDED_SEMAPHORE(1);

    WEFT_TRY(weft_semaphore_acquire(&one));
    printf("locked: %d\n", weft_semaphore_locked(&one));
    WEFT_TRY(weft_semaphore_release(&one));
    printf("once too often: %s\n", weft_error_name(weft_semaphore_release(&one)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] locked: 1
 * [0.000] once too often: invalid argument
 */

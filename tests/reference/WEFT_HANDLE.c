#include <stdio.h>
#include "weft.h"

static void remind(void *arg) { puts("still at it"); }

static int work(double seconds)
{
    WEFT_HANDLE(reminder); /* called off when this function is left, in whatever way */

    WEFT_TRY(weft_call_later(&reminder, 1, remind, NULL));
    return weft_sleep(seconds);
}

static int amain(void *arg)
{
    WEFT_TRY(work(0.5));
    WEFT_TRY(work(2));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.500] still at it
 */

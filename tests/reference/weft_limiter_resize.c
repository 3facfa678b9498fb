#include <stdio.h>
#include "weft.h"

static weft_limiter desks = WEFT_LIMITER(1);

static int work(void *arg)
{
    weft_loan desk = {0};

    WEFT_TRY(weft_limiter_borrow(&desks, &desk));
    printf("%s has a desk\n", (const char *)arg);
    int err = weft_sleep(9);
    weft_limiter_return(&desks, &desk);
    return err;
}

static int enlarge(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    weft_limiter_resize(&desks, 2);
    return WEFT_OK;
}

static int amain(void *arg) { return weft_gather({work, "A"}, {work, "B"}, {enlarge, NULL}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] A has a desk
 * [1.000] B has a desk
 */

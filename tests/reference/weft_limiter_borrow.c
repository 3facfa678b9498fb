#include <stdio.h>
#include "weft.h"

static weft_limiter desks = WEFT_LIMITER(2);

static int work(void *arg)
{
    WEFT_LOAN(desk);
    WEFT_TRY(weft_limiter_borrow(&desks, &desk));
    printf("%s has a desk\n", (const char *)arg);
    return weft_sleep(1);
}

static int amain(void *arg) { return weft_gather({work, "A"}, {work, "B"}, {work, "C"}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] A has a desk
 * [0.000] B has a desk
 * [1.000] C has a desk
 */

#include <stdio.h>
#include "weft.h"

static int count(void *arg)
{
    for (int i = 1; i <= 2; i++) {
        printf("%s %d\n", (const char *)arg, i);
        WEFT_TRY(weft_yield());
    }
    return WEFT_OK;
}

static int amain(void *arg) { return weft_gather({count, "A"}, {count, "B"}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] A 1
 * [0.000] B 1
 * [0.000] A 2
 * [0.000] B 2
 */

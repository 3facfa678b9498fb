#include <stdio.h>
#include "weft.h"

static weft_lock printer;

static int print(void *arg)
{
    WEFT_TRY(weft_lock_acquire(&printer));
    WEFT_UNLOCK_AT_EXIT(&printer);
    printf("%s, page 1\n", (const char *)arg);
    WEFT_TRY(weft_sleep(1)); /* also when it leaves the function here */
    printf("%s, page 2\n", (const char *)arg);
    return WEFT_OK;
}

static int amain(void *arg) { return weft_gather({print, "A"}, {print, "B"}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] A, page 1
 * [1.000] A, page 2
 * [1.000] B, page 1
 * [2.000] B, page 2
 */

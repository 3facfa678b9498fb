/* Work that does not wait holds up all others: B cannot run before A is done. */
#include <stdio.h>
#include "weft.h"

static int a(void *arg)
{
    weft_block(2);
    puts("A has computed");
    return WEFT_OK;
}

static int b(void *arg)
{
    puts("B runs");
    return WEFT_OK;
}

static int amain(void *arg) { return weft_gather({a, NULL}, {b, NULL}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] A has computed
 * [2.000] B runs
 */

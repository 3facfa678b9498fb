#include <stdio.h>
#include "weft.h"

static int fail(void *arg) { return *(int *)arg; }

static int amain(void *arg)
{
    int first = 4, last = 5;
    weft_exits exits = {0};
    weft_exit_call a = {.fn = fail, .arg = &first}, b = {.fn = fail, .arg = &last};

    weft_exits_push(&exits, &a);
    weft_exits_push(&exits, &b);
    printf("%d\n", weft_exits_close(&exits)); /* both were called, the last one first */
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] 5
 */

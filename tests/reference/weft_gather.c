#include <stdio.h>
#include "weft.h"

static int brew(void *arg)
{
    WEFT_TRY(weft_sleep(3));
    puts("tea");
    return WEFT_OK;
}

static int toast(void *arg)
{
    WEFT_TRY(weft_sleep(2));
    puts("toast");
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_TRY(weft_gather({brew, NULL}, {toast, NULL}));
    puts("breakfast");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] toast
 * [3.000] tea
 * [3.000] breakfast
 */

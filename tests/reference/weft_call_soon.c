#include <stdio.h>
#include "weft.h"

static void say(void *arg) { puts(arg); }

static int amain(void *arg)
{
    weft_handle first = {0}, second = {0};

    WEFT_TRY(weft_call_soon(&first, say, "first"));
    WEFT_TRY(weft_call_soon(&second, say, "second"));
    printf("again: %s\n", weft_error_name(weft_call_soon(&first, say, "no"))); /* still under way */
    return weft_yield();
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] again: wrong use
 * [0.000] first
 * [0.000] second
 */

#include <stdio.h>
#include "weft.h"

static weft_variable language = {.fallback = "en"};

static int amain(void *arg)
{
    weft_variable_token token;

    WEFT_TRY(weft_variable_set_with(&language, "de", &token));
    puts(weft_variable_get(&language));
    WEFT_TRY(weft_variable_reset(&language, &token));
    puts(weft_variable_get(&language));
    printf("twice: %s\n", weft_error_name(weft_variable_reset(&language, &token)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] de
 * [0.000] en
 * [0.000] twice: wrong use
 */

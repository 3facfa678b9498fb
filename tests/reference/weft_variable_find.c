#include <stdio.h>
#include "weft.h"

static weft_variable user, colour = {.fallback = "grey"};

static int amain(void *arg)
{
    void *value;

    printf("user: %s\n", weft_error_name(weft_variable_find(&user, &value)));
    printf("user: %s\n", (char *)weft_variable_get_or(&user, "nobody"));
    WEFT_TRY(weft_variable_find(&colour, &value));
    printf("colour: %s\n", (char *)value);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] user: empty
 * [0.000] user: nobody
 * [0.000] colour: grey
 */

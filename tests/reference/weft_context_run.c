#include <stdio.h>
#include "weft.h"

static weft_variable user = {.fallback = "nobody"};

static int log_in(void *arg)
{
    WEFT_TRY(weft_variable_set(&user, arg));
    printf("inside: %s\n", (char *)weft_variable_get(&user));
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_context context = {0};

    weft_context_copy(&context);
    WEFT_TRY(weft_context_run(&context, log_in, "Ada"));
    printf("outside: %s\n", (char *)weft_variable_get(&user));
    printf("kept: %s\n", (char *)weft_context_get(&context, &user));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] inside: Ada
 * [0.000] outside: nobody
 * [0.000] kept: Ada
 */

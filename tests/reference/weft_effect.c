#include <stdio.h>
#include "weft/effect.h"

static int amain(void *arg)
{
    char answer[100];

    int err = weft_effect("mail", "to: ada@example.com", answer, sizeof answer);
    if (err == WEFT_UNSUPPORTED)
        printf("%s\n", weft_error_text());
    else
        printf("%s\n", err ? weft_error_text() : answer);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] nobody carries out effects here: JavaScript gives them with the run, as `effects`
 */

/* What weft_gather_each does, for elements whose size only the program knows. */
#include <stdio.h>
#include "weft.h"

static int show(void *arg)
{
    puts(arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    char words[3][8] = {"one", "two", "three"};

    return weft_gather_array(WEFT_HERE("words"), show, words, sizeof words[0], 3);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] one
 * [0.000] two
 * [0.000] three
 */

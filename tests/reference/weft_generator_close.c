#include <stdio.h>
#include "weft.h"

static int rows(weft_generator *generator, void *arg)
{
    int err = WEFT_OK;

    for (int row = 1; !err; row++)
        err = weft_give(generator, &row);
    puts("the table is closed");
    return err;
}

static int amain(void *arg)
{
    int row;
    WEFT_GENERATOR(table, rows, NULL);

    WEFT_TRY(weft_next(&table, &row));
    printf("row %d is enough\n", row);
    return weft_generator_close(&table); /* WEFT_GENERATOR would do it at the end of the scope */
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] row 1 is enough
 * [0.000] the table is closed
 */

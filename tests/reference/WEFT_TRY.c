#include <stdio.h>
#include "weft.h"

enum { OUT_OF_INK = 1 };

static int print(int page)
{
    WEFT_TRY(weft_sleep(1));
    if (page == 2)
        return OUT_OF_INK;
    printf("page %d\n", page);
    return WEFT_OK;
}

static int amain(void *arg)
{
    for (int page = 1; page <= 3; page++)
        WEFT_TRY(print(page)); /* page 3 is not tried */
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints, and ends with 1:
 * [1.000] page 1
 */

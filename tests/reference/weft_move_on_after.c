#include <stdio.h>
#include "weft.h"

static int collect(int *found)
{
    for (;;) {
        WEFT_TRY(weft_sleep(1));
        ++*found;
    }
}

static int amain(void *arg)
{
    int found = 0;

    WEFT_TRY(weft_move_on_after(collect(&found), 3.5)); /* what there is by then will do */
    printf("%d found\n", found);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [3.500] 3 found
 */

#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_pace pace = WEFT_PACE(2); /* two a second */

    for (int i = 1; i <= 4; i++) {
        WEFT_TRY(weft_pace_wait(&pace));
        printf("request %d\n", i);
    }
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] request 1
 * [0.500] request 2
 * [1.000] request 3
 * [1.500] request 4
 */

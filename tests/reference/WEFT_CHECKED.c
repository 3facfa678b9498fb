/* A function of one's own that does not wait, and whose result must be looked at all the same. */
#include <stdio.h>
#include "weft.h"

enum { TOO_HOT = 1 };

WEFT_CHECKED static int drink(int degrees) { return degrees > 60 ? TOO_HOT : WEFT_OK; }

static int amain(void *arg)
{
    for (int degrees = 90; drink(degrees) == TOO_HOT; degrees -= 20)
        WEFT_TRY(weft_sleep(60));
    printf("tea, at last\n");
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [120.000] tea, at last
 */

#include <stdio.h>
#include "weft.h"

static void say(void *arg) { puts(arg); }

static int amain(void *arg)
{
    WEFT_HANDLE(late);
    WEFT_HANDLE(early);

    WEFT_TRY(weft_call_later(&late, 2, say, "late"));
    WEFT_TRY(weft_call_later(&early, 1, say, "early"));
    return weft_sleep(3);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] early
 * [2.000] late
 */

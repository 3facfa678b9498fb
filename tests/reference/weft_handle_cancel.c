#include <stdio.h>
#include "weft.h"

static void explode(void *arg) { puts("boom"); }

static int amain(void *arg)
{
    weft_handle fuse = {0};

    WEFT_TRY(weft_call_later(&fuse, 3, explode, NULL));
    WEFT_TRY(weft_sleep(2));
    printf("%s\n", weft_handle_cancel(&fuse) ? "cut in time" : "too late");
    printf("%s\n", weft_handle_cancel(&fuse) ? "cut again" : "nothing left to cut");
    return weft_sleep(2);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] cut in time
 * [2.000] nothing left to cut
 */

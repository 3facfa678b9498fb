#include <stdio.h>
#include "weft.h"

static void beep(void *arg)
{
    int *beeps = arg;

    printf("beep %d\n", ++*beeps); /* no task runs here: a wait would return WEFT_USAGE */
}

static int amain(void *arg)
{
    int beeps = 0;
    weft_callback *fn = beep;
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_call_later(&handle, 1, fn, &beeps));
    return weft_sleep(2);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] beep 1
 */

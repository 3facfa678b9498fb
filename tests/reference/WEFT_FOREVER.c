#include <stdio.h>
#include "weft.h"

static int last(void *arg)
{
    int err = weft_sleep(WEFT_FOREVER);

    puts("the run is over");
    return err;
}

static int amain(void *arg)
{
    weft_spawn(last, NULL);
    return weft_sleep(2);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] the run is over
 */

#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    const char *name = arg;

    WEFT_TRY(weft_sleep(1));
    printf("hello, %s\n", name);
    return 7; /* a code of one's own becomes the exit code */
}

int main(void) { return weft_run(amain, "weft"); }

/* Prints, and ends with 7:
 * hello, weft
 */

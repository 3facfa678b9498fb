/* A function of your own that passes its caller's place on, as the runtime's macros do: reports and the trace then
 * name the line that calls `nap`, not the one that sleeps. */
#include <stdio.h>
#include "weft.h"

WEFT_WAITS static int nap(weft_place *place)
{
    printf("%s naps\n", place->function);
    return (weft_sleep)(place, 0.2);
}
#define nap() nap(WEFT_HERE("nap"))

static int amain(void *arg) { return nap(); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] amain naps
 */

/* Say hello, wait, and say the rest
 *
 * Says hello, waits for a second, and says the rest.
 *
 * Try: sleep twice, one call below the other. Waits in one task come one after the other. */
#include <stdio.h>
#include "weft.h"

static int hello(void *arg)
{
    (void)arg;
    printf("Hello\n");
    WEFT_TRY(weft_sleep(1)); /* other tasks could run meanwhile */
    printf("World\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(hello, NULL);
}

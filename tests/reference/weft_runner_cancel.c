#include <stdio.h>
#include "weft.h"
#include "weft/embed.h"

static int amain(void *arg)
{
    int err = weft_sleep(WEFT_FOREVER);

    printf("main: %s\n", weft_error_name(err));
    return WEFT_OK;
}

int main(void)
{
    weft_runner runner = {0};
    double seconds;

    if (weft_runner_begin(&runner, WEFT_TAKES_OUTPUT, amain, NULL) != 0)
        return 1;
    (void)weft_runner_poll(&runner, &seconds); /* main sleeps now */
    weft_runner_cancel(&runner);               /* the window was closed, say */
    while (weft_runner_poll(&runner, &seconds))
        weft_block(seconds);
    return weft_runner_close(&runner);
}

/* Prints:
 * main: cancelled
 */

#include <stdio.h>
#include "weft.h"

static void stop(void *arg) { weft_stop(); }

static int amain(void *arg)
{
    weft_handle *handle = arg;

    puts("the main task ends, the loop does not");
    return weft_call_later(handle, 5, stop, NULL);
}

int main(void)
{
    weft_handle handle = {0};
    weft_runner runner = {0};
    int code = weft_runner_run(&runner, amain, &handle);

    if (code == 0)
        code = weft_runner_run(&runner, NULL, NULL); /* until weft_stop */
    printf("stopped with %d\n", code);
    return weft_runner_close(&runner);
}

/* Prints:
 * the main task ends, the loop does not
 * stopped with 0
 */

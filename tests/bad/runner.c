/* The options of a runner's run come from the environment, as those of every run. */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    printf("it ran\n");
    return WEFT_OK;
}

int main(void)
{
    weft_runner runner = {0};
    int code = weft_runner_run(&runner, amain, NULL);
    int closed = weft_runner_close(&runner);

    return code ? code : closed;
}

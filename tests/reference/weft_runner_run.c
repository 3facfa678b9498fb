#include <stdio.h>
#include "weft.h"

static int background(void *arg)
{
    int err = weft_sleep(WEFT_FOREVER);

    puts("background: asked to stop");
    return err;
}

static int first(void *arg)
{
    weft_spawn(background, NULL);
    return weft_sleep(1);
}

static int second(void *arg)
{
    printf("the time goes on: %.0f s\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    weft_runner runner = {0};
    int code = weft_runner_run(&runner, first, NULL);

    if (code == 0)
        code = weft_runner_run(&runner, second, NULL); /* the task of the first run is still there */
    int closed = weft_runner_close(&runner);
    return code ? code : closed;
}

/* Prints:
 * the time goes on: 1 s
 * background: asked to stop
 */

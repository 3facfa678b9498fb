#include <stdio.h>
#include "weft.h"

static int saver(void *arg)
{
    int err;

    (void)arg;
    printf("%.0f s: opened\n", weft_time());
    err = weft_sleep(10);
    printf("%.0f s: closed\n", weft_time()); /* clean up, whatever happened */
    return err;
}

static int amain(void *arg)
{
    weft_task task = weft_spawn_with(saver, NULL, .name = "saver");

    (void)arg;
    WEFT_TRY(weft_sleep(3));
    weft_task_cancel(task);
    printf("%.0f s: asked to stop\n", weft_time());
    int err = weft_join(task);
    printf("%.0f s: %s\n", weft_time(), err == WEFT_CANCELLED ? "it was cancelled" : "it ended");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

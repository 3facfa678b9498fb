#include <stdio.h>
#include "weft.h"

static int poll_once(void)
{
    return weft_sleep(1);
}

static int poller(void *arg)
{
    (void)arg;
    for (int round = 1; round <= 100; round++) {
        int err = poll_once();
        if (err == WEFT_CANCELLED)
            return WEFT_OK;
        if (err)
            printf("%.0f s: something went wrong, once more\n", weft_time());
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_task task = weft_spawn_with(poller, NULL, .name = "poller");

    (void)arg;
    WEFT_TRY(weft_sleep(2.5));
    weft_task_cancel(task);
    int err = weft_join(task);
    printf("%s after %.1f s\n", err == WEFT_CANCELLED ? "stopped" : "it went on, and ended", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

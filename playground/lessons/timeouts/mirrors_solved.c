#include <stdio.h>
#include "weft.h"

static int fetch(const char *mirror, double seconds)
{
    WEFT_TRY(weft_sleep(seconds));
    printf("%.0f s: from %s\n", weft_time(), mirror);
    return WEFT_OK;
}

static int amain(void *arg)
{
    int err = weft_wait_for(fetch("near", 60), 3);

    (void)arg;
    if (err == WEFT_TIMEOUT)
        err = fetch("far", 4);
    return err;
}

int main(void)
{
    return weft_run(amain, NULL);
}

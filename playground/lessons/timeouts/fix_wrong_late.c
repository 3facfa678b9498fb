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
    (void)arg;
    if (fetch("near", 60) == WEFT_TIMEOUT)
        return WEFT_TIMEOUT;
    return fetch("far", 4);
}

int main(void)
{
    return weft_run(amain, NULL);
}

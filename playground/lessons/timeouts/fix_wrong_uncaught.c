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
    WEFT_TRY(weft_wait_for(fetch("near", 60), 3));
    WEFT_TRY(fetch("far", 4));
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

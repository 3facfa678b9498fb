#include <stdio.h>
#include "weft.h"

static int fetch(void *arg)
{
    const char *page = arg;

    printf("%.0f s: %s is asked for\n", weft_time(), page);
    WEFT_TRY(weft_sleep(1));
    printf("%.0f s: %s is here\n", weft_time(), page);
    return WEFT_OK;
}

static int amain(void *arg)
{

    (void)arg;
    WEFT_TRY(weft_join(weft_spawn(fetch, "news")));
    WEFT_TRY(weft_join(weft_spawn(fetch, "sports")));
    WEFT_TRY(weft_join(weft_spawn(fetch, "weather")));
    printf("%.0f s: all are here\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

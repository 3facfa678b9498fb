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
    weft_task news = weft_spawn(fetch, "news");
    printf("%.0f s: spawned\n", weft_time());
    WEFT_TRY(weft_join(news));
    printf("%.0f s: joined\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

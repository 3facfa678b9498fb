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
    weft_task news = weft_spawn(fetch, "news");
    weft_task sports = weft_spawn(fetch, "sports");
    weft_task weather = weft_spawn(fetch, "weather");

    (void)arg;
    WEFT_TRY(weft_join(news));
    WEFT_TRY(weft_join(sports));
    WEFT_TRY(weft_join(weather));
    printf("%.0f s: all are here\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

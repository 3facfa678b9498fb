#include <stdio.h>
#include "weft.h"

static weft_event start;

static int runner(void *arg)
{
    /* your code */
    printf("%.0f s: %s runs\n", weft_time(), (const char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(race);

    (void)arg;
    weft_group_spawn(&race, runner, "Ada");
    weft_group_spawn(&race, runner, "Ben");
    WEFT_TRY(weft_sleep(2));
    weft_event_set(&start);
    weft_group_spawn(&race, runner, "Cleo"); /* she is late */
    return weft_group_join(&race);
}

int main(void)
{
    return weft_run(amain, NULL);
}

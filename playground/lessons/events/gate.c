#include <stdio.h>
#include "weft.h"

static weft_event gate;

static int runner(void *arg)
{
    WEFT_TRY(weft_event_wait(&gate));
    printf("%.0f s: %s runs\n", weft_time(), (const char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(race);

    (void)arg;
    weft_group_spawn_with(&race, runner, "Ada", .name = "Ada");
    weft_group_spawn_with(&race, runner, "Ben", .name = "Ben");
    WEFT_TRY(weft_sleep(2));
    printf("%.0f s: go\n", weft_time());
    weft_event_set(&gate);
    WEFT_TRY(weft_sleep(1));
    weft_group_spawn_with(&race, runner, "Cleo", .name = "Cleo"); /* too late for the start */
    return weft_group_join(&race);
}

int main(void)
{
    return weft_run(amain, NULL);
}

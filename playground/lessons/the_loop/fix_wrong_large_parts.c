#include <stdio.h>
#include "weft.h"

static int tick(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(1));
        printf("%.0f s: tick\n", weft_time());
    }
    return WEFT_OK;
}

static int count(void *arg)
{
    (void)arg;
    for (int part = 0; part < 2; part++) {
        weft_block(1.5);
        WEFT_TRY(weft_sleep(0.01)); /* whoever is ready runs now */
    }
    printf("%.0f s: counted\n", weft_time());
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(both);

    (void)arg;
    weft_group_spawn_with(&both, tick, NULL, .name = "clock");
    weft_group_spawn_with(&both, count, NULL, .name = "counter");
    return weft_group_join(&both);
}

int main(void)
{
    return weft_run(amain, NULL);
}

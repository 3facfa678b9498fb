#include <stdio.h>
#include "weft.h"

/* Prints "1 s", "2 s" and "3 s", each when it is so late, and lets others run in between. */
static int beat(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    printf("%.0f s\n", weft_time());
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(both);

    (void)arg;
    weft_group_spawn_with(&both, beat, NULL, .name = "beat");
    WEFT_TRY(weft_sleep(2.5));
    printf("half past two\n");
    return weft_group_join(&both);
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static int eaten;
static weft_semaphore chairs = WEFT_SEMAPHORE(1);

static int eat(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_semaphore_acquire(&chairs));
    WEFT_RELEASE_AT_EXIT(&chairs);
    WEFT_TRY(weft_sleep(1));
    eaten++;
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(guests);

    (void)arg;
    for (int i = 0; i < 10; i++)
        weft_group_spawn(&guests, eat, NULL);
    WEFT_TRY(weft_group_join(&guests));
    printf("%d have eaten after %.0f s\n", eaten, weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

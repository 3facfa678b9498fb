#include <stdio.h>
#include "weft.h"

static int eaten;

static int eat(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    eaten++;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    /* ten guests, four chairs: each guest is a task that runs eat */
    printf("%d have eaten after %.0f s\n", eaten, weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static int part(int number)
{
    WEFT_TRY(weft_sleep(2));
    printf("%.0f s: part %d\n", weft_time(), number);
    return WEFT_OK;
}

static int all_parts(void)
{
    for (int number = 1; number <= 5; number++)
        WEFT_TRY(part(number));
    return WEFT_OK;
}

static int amain(void *arg)
{
    int err = weft_wait_for(all_parts(), 50);

    (void)arg;
    printf("%.0f s: %s\n", weft_time(), err == WEFT_TIMEOUT ? "out of time" : "complete");
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

int main(void)
{
    return weft_run(amain, NULL);
}

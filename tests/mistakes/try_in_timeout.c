#include <stdio.h>
#include "weft.h"

static int fetch(void)
{
    weft_timeout timeout = {0};
    WEFT_TRY(weft_timeout_begin(&timeout, 2));
    WEFT_TRY(weft_raise(5, "no network"));
    return weft_timeout_end(&timeout, WEFT_OK);
}

static int amain(void *arg)
{
    (void)arg;
    if (fetch())
        printf("not fetched\n");
    return weft_sleep(3);
}

int main(void)
{
    return weft_run(amain, NULL);
}

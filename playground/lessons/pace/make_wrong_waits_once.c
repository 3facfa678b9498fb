#include <stdio.h>
#include "weft.h"

static int tokens = 3;

static int fill(void *arg)
{
    (void)arg;
    for (;;) {
        WEFT_TRY(weft_sleep(1));
        if (tokens < 3)
            tokens++;
    }
}

/* Takes a token, and waits until there is one. */
static int take(void)
{
    if (tokens == 0)
        WEFT_TRY(weft_sleep(0.1));
    tokens--;
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_spawn_with(fill, NULL, .name = "filler");
    (void)arg;
    for (int call = 1; call <= 6; call++) {
        WEFT_TRY(take());
        printf("%.1f s: call %d\n", weft_time(), call);
    }
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

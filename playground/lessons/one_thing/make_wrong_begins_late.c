#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    printf("%.0f s: ready\n", weft_time());
    for (int left = 3; left > 0; left--) {
        WEFT_TRY(weft_sleep(1));
        printf("%.0f s: %d\n", weft_time(), left);
    }
    printf("%.0f s: go\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static void pause(void)
{
    WEFT_TRY(weft_sleep(1));
}

static int amain(void *arg)
{
    (void)arg;
    pause();
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

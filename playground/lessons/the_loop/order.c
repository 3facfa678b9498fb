#include <stdio.h>
#include "weft.h"

static void say(void *arg)
{
    printf("%s\n", (const char *)arg);
}

static int amain(void *arg)
{
    weft_handle soon, later;

    (void)arg;
    weft_call_later(&later, 0.01, say, "timer");
    weft_call_soon(&soon, say, "soon");
    printf("first\n");
    printf("second\n");
    WEFT_TRY(weft_sleep(0.02));
    printf("main again\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

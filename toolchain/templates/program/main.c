#include "greet.h"
#include <stdio.h>
#include <weft.h>

static int amain(void *arg)
{
    static char ann[] = "Ann", ben[] = "Ben";

    WEFT_TRY(weft_gather({greet, ann}, {greet, ben}));
    printf("Both took %.0f second.\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

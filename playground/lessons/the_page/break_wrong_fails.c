#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    (void)arg;
    printf("hello\n");
    WEFT_TRY(weft_sleep(3));
    return 7;
    printf("three seconds later\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

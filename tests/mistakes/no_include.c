#include <stdio.h>

static int amain(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    printf("hello\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

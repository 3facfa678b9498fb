/* A task of the root group writes its last line after main has ended. */
#include <stdio.h>
#include "weft.h"

static int tidy(void *arg)
{
    (void)arg;
    int err = weft_sleep(10);
    printf("tidied up\n");
    return err;
}

static int amain(void *arg)
{
    (void)arg;
    weft_spawn(tidy, NULL);
    return weft_yield();
}

int main(void)
{
    return weft_run(amain, NULL);
}

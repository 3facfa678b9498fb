#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    printf("%s\n", (char *)arg);
    return WEFT_OK;
}

static weft_task begin(int number)
{
    char name[40];
    snprintf(name, sizeof name, "worker %d", number);
    return weft_spawn(worker, name);
}

static int amain(void *arg)
{
    (void)arg;
    weft_task one = begin(1), other = begin(2);
    WEFT_TRY(weft_join(one));
    return weft_join(other);
}

int main(void)
{
    return weft_run(amain, NULL);
}

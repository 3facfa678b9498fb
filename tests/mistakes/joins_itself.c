#include <stdio.h>
#include "weft.h"

static weft_task me;

static int worker(void *arg)
{
    (void)arg;
    return weft_join(me);
}

static int amain(void *arg)
{
    (void)arg;
    me = weft_spawn(worker, NULL);
    return weft_join(me);
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

static int worker(void *arg)
{
    printf("%s\n", (char *)arg);
    return WEFT_OK;
}

static weft_group *make(void)
{
    WEFT_GROUP(group);
    weft_group *kept = &group;
    return kept;
}

static int amain(void *arg)
{
    (void)arg;
    weft_group *group = make();
    weft_group_spawn(group, worker, "never");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

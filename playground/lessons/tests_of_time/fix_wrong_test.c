#include <stdio.h>
#include "weft.h"

static int connected, connections;

/* A test of this: however many tasks use it, there is one connection. */
static int use(void *arg)
{
    (void)arg;
    if (!connected) {
        connections++;
        WEFT_TRY(weft_yield()); /* shake hands */
        connected = 1;
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(test);

    (void)arg;
    weft_group_spawn_with(&test, use, NULL, .name = "first");
    WEFT_TRY(weft_sleep(0));
    WEFT_TRY(weft_sleep(0));
    WEFT_TRY(weft_sleep(0));
    weft_group_spawn_with(&test, use, NULL, .name = "second");
    WEFT_TRY(weft_group_join(&test));
    printf(connections == 1 ? "passed\n" : "FAILED: %d connections\n", connections);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

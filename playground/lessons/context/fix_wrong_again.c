#include <stdio.h>
#include "weft.h"

static const char *request = "none";

static int look_up(void)
{
    WEFT_TRY(weft_sleep(1));
    printf("%s: found\n", request);
    return WEFT_OK;
}

static int handle(void *arg)
{
    request = arg;
    printf("%s: begins\n", request);
    request = arg;
    WEFT_TRY(look_up());
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(server);

    (void)arg;
    weft_group_spawn_with(&server, handle, "first", .name = "handler 1");
    weft_group_spawn_with(&server, handle, "second", .name = "handler 2");
    return weft_group_join(&server);
}

int main(void)
{
    return weft_run(amain, NULL);
}

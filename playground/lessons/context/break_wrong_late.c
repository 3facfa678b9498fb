#include <stdio.h>
#include "weft.h"

static weft_variable request = {.fallback = "none"};

static int look_up(void)
{
    WEFT_TRY(weft_sleep(1));
    printf("%s: found\n", (const char *)weft_variable_get(&request));
    return WEFT_OK;
}

static int handle(void *arg)
{
    (void)arg;
    printf("%s: begins\n", (const char *)weft_variable_get(&request));
    WEFT_TRY(look_up());
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(server);

    (void)arg;
    weft_group_spawn_with(&server, handle, "first", .name = "handler 1");
    weft_group_spawn_with(&server, handle, "second", .name = "handler 2");
    WEFT_TRY(weft_variable_set(&request, "late"));
    return weft_group_join(&server);
}

int main(void)
{
    return weft_run(amain, NULL);
}

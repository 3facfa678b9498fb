#include <stdio.h>
#include "weft.h"

static weft_variable language = {.fallback = "English"};

static int greet(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    printf("%s: %s\n", (const char *)arg, (const char *)weft_variable_get(&language));
    return WEFT_OK;
}

/* Greets one guest; whatever is spawned for a French one speaks French. */
static int serve(void *arg)
{
    WEFT_GROUP(waiters);

    language.fallback = "French";
    weft_group_spawn(&waiters, greet, arg);
    return weft_group_join(&waiters);
}

static int amain(void *arg)
{
    WEFT_GROUP(house);

    (void)arg;
    weft_group_spawn(&house, serve, "Ann");
    weft_group_spawn(&house, serve, "Marie");
    return weft_group_join(&house);
}

int main(void)
{
    return weft_run(amain, NULL);
}

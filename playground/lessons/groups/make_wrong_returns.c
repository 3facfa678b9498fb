#include <stdio.h>
#include "weft.h"

enum { NO_ANSWER = 1 };

static int ask(void *arg)
{
    const char *server = arg;

    WEFT_TRY(weft_sleep(1));
    if (server[0] == 'b')
        return weft_raise(NO_ANSWER, "%s does not answer", server);
    printf("%s answers\n", server);
    return WEFT_OK;
}

static int ask_all(void)
{
    WEFT_GROUP(servers);

    weft_group_spawn_with(&servers, ask, "alpha", .name = "alpha");
    weft_group_spawn_with(&servers, ask, "beta", .name = "beta");
    weft_group_spawn_with(&servers, ask, "gamma", .name = "gamma");
    return weft_group_join(&servers);
}

static int amain(void *arg)
{
    (void)arg;
    int err = ask_all();
    if (err == WEFT_CANCELLED)
        return err;
    if (err)
        printf("sorry: %s\n", weft_error_text());
    return err;
}

int main(void)
{
    return weft_run(amain, NULL);
}

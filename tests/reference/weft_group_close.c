/* A group that lives in a struct, longer than a function's scope. */
#include <stdio.h>
#include "weft.h"

struct server {
    weft_group group;
};

static int serve(void *arg)
{
    int err = weft_sleep(10);

    puts("stopped");
    return err;
}

static int amain(void *arg)
{
    struct server server = {.group = {.stack_bytes = 32 * 1024}};

    weft_group_spawn(&server.group, serve, NULL);
    int err = weft_sleep(1);
    WEFT_TRY(weft_group_close(&server.group)); /* cancels them and waits */
    return err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] stopped
 */

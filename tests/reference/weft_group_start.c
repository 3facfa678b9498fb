#include <stdio.h>
#include "weft.h"

static int serve(void *arg)
{
    static int port;

    WEFT_TRY(weft_sleep(1)); /* what it takes to begin */
    port = 8080;
    WEFT_TRY(weft_started(&port));
    return weft_sleep(WEFT_FOREVER);
}

static int amain(void *arg)
{
    void *port;
    WEFT_GROUP(group);

    WEFT_TRY(weft_group_start(&group, serve, NULL, &port));
    printf("it serves on port %d\n", *(int *)port);
    weft_group_cancel(&group);
    return weft_group_join(&group);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] it serves on port 8080
 */

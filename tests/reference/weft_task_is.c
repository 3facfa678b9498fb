/* A group that was told to stop takes no more: the spawn says so at once, and so does who joins what it returned. */
#include <stdio.h>
#include "weft.h"

static int serve(void *arg) { return weft_sleep(1); }

static int amain(void *arg)
{
    WEFT_GROUP(servers);

    weft_task first = weft_group_spawn(&servers, serve, NULL);
    weft_group_cancel(&servers);
    weft_task second = weft_group_spawn(&servers, serve, NULL);
    printf("first: %s, second: %s\n", weft_task_is(first) ? "a task" : "refused", weft_task_is(second) ? "a task" : "refused");
    printf("joining it: %s\n", weft_error_name(weft_join(second)));
    return weft_group_join(&servers);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] first: a task, second: refused
 * [0.000] joining it: closed
 */

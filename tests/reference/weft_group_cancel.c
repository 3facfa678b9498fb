#include <stdio.h>
#include "weft.h"

static int work(void *arg) { return weft_sleep(10); }

static void stop(void *arg)
{
    weft_group *group = arg;

    weft_group_cancel(group);
}

static int amain(void *arg)
{
    WEFT_HANDLE(handle);
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, NULL);
    weft_group_spawn(&group, work, NULL);
    WEFT_TRY(weft_call_later(&handle, 2, stop, &group));
    printf("joined: %s\n", weft_error_name(weft_group_join(&group)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] joined: ok
 */

#include <stdio.h>
#include "weft.h"

static int work(void *arg)
{
    int err = weft_sleep(5);

    printf("%s: %s\n", (const char *)arg, weft_error_name(err));
    return err;
}

static int try_it(void)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, "A");
    weft_group_spawn(&group, work, "B");
    WEFT_TRY(weft_sleep(1));
    return 1; /* left early: the tasks are cancelled and awaited */
}

static int amain(void *arg)
{
    int code = try_it();

    printf("try_it returned %d\n", code);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] A: cancelled
 * [1.000] B: cancelled
 * [1.000] try_it returned 1
 */

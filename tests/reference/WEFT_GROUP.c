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

static int fail(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return weft_raise(7, "no route");
}

static int body(void)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, fail, NULL);
    WEFT_TRY(weft_sleep(60)); /* the failure ends this wait, and is returned */
    return weft_group_join(&group);
}

static int amain(void *arg)
{
    printf("try_it returned %d\n", try_it());
    int code = body();
    printf("body returned %d: %s\n", code, weft_error_text());
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] A: cancelled
 * [1.000] B: cancelled
 * [1.000] try_it returned 1
 * [2.000] body returned 7: no route
 */

#include <stdio.h>
#include "weft.h"

enum { BAD_LUCK = 13 };

static int fail(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return weft_raise(BAD_LUCK, "bad luck");
}

static int work(void *arg)
{
    int err = weft_sleep(10);

    printf("the other one: %s\n", weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, work, NULL);
    weft_group_spawn(&group, fail, NULL);
    int err = weft_group_join(&group); /* the first failure cancels the rest */
    printf("%d: %s\n", err, weft_error_text());
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] the other one: cancelled
 * [1.000] 13: bad luck
 */

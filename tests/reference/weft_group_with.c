#include <stdio.h>
#include "weft.h"

enum { BAD_LUCK = 13 };

static int fail(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return weft_raise(BAD_LUCK, "bad luck");
}

static int body(void)
{
    int err = weft_sleep(10); /* the failure interrupts this */

    printf("the body: %s\n", weft_error_name(err));
    return err;
}

static int amain(void *arg)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, fail, NULL);
    printf("the group: %d\n", weft_group_with(&group, body()));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] the body: cancelled
 * [1.000] the group: 13
 */

#include <stdio.h>
#include "weft.h"

enum { NOT_FOUND = 4 };

static int look_up(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    return weft_raise(NOT_FOUND, "%s is not in the table", (const char *)arg);
}

static int amain(void *arg)
{
    weft_task task = weft_spawn(look_up, "weft");
    int err = weft_join(task);

    printf("%d: %s\n", err, weft_error_text());
    printf("%s\n", weft_error_name(weft_join(task))); /* once more: the same */
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 4: weft is not in the table
 * [1.000] failed
 */

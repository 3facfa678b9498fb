#include <stdio.h>
#include "weft.h"

static int upload(void *arg)
{
    int err = weft_sleep(10);

    printf("upload: %s\n", weft_error_text());
    return err;
}

static int amain(void *arg)
{
    weft_task task = weft_spawn(upload, NULL);

    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_task_cancel_because(task, "the user left"));
    return weft_join(task) == WEFT_CANCELLED ? WEFT_OK : 1;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] upload: the user left
 */

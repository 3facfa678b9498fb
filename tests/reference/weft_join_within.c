#include <stdio.h>
#include "weft.h"

static int work(void *arg) { return weft_sleep(10); }

static int amain(void *arg)
{
    weft_task task = weft_spawn(work, NULL);
    int err = weft_join_within(task, 2);

    printf("%s\n", weft_error_name(err));
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] timed out
 */

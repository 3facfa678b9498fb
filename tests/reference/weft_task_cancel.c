#include <stdio.h>
#include "weft.h"

static int serve(void *arg)
{
    int err = weft_sleep(WEFT_FOREVER);

    WEFT_TRY(weft_sleep(0.5)); /* one cancel ends one wait, so clean-up may wait */
    puts("cleaned up");
    return err;
}

static int amain(void *arg)
{
    weft_task server = weft_spawn(serve, NULL);

    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_task_cancel(server));
    printf("it ended: %s\n", weft_error_name(weft_join(server)));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.500] cleaned up
 * [1.500] it ended: cancelled
 */

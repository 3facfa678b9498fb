#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int sleeper(void *arg)
{
    (void)arg;
    return weft_sleep(WEFT_FOREVER);
}

static int thread(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    (void)arg;
    WEFT_TRY(weft_spawn_from_thread(&future, sleeper, NULL));
    weft_thread_cancel(&future);
    printf("%s\n", weft_error_name(weft_thread_result(&future, 5)));
    return WEFT_OK;
}

static int amain(void *arg) { return weft_to_thread(thread, arg); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] cancelled
 */

#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int answer(void *arg)
{
    WEFT_TRY(weft_sleep(1));
    *(int *)arg = 42;
    return WEFT_OK;
}

static int thread(void *arg)
{
    WEFT_THREAD_FUTURE(future);
    int number = 0;

    (void)arg;
    WEFT_TRY(weft_spawn_from_thread(&future, answer, &number));
    printf("%s\n", weft_error_name(weft_thread_result(&future, 0.5)));
    WEFT_TRY(weft_thread_result(&future, WEFT_FOREVER));
    printf("%d, done: %d\n", number, weft_thread_done(&future));
    return WEFT_OK;
}

static int amain(void *arg) { return weft_to_thread(thread, arg); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.500] timed out
 * [1.000] 42, done: 1
 */

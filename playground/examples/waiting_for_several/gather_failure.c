/* Let one failure end the others
 *
 * Lets one of three calls fail: the others are cancelled before gather returns.
 *
 * asyncio's gather lets the others run on; here their structs would be gone by then.
 * Try: let B succeed. Then gather takes 3 seconds, as long as its slowest call. */
#include <stdio.h>
#include "weft.h"

enum { VALUE_ERROR = 1 };

struct job {
    char name;
    double seconds;
    bool fails;
};

static int work(void *arg)
{
    struct job *job = arg;
    int err = weft_sleep(job->seconds);

    if (err == WEFT_CANCELLED)
        printf("%c: cancelled\n", job->name);
    WEFT_TRY(err);
    if (job->fails)
        return weft_raise(VALUE_ERROR, "%c failed!", job->name);
    printf("%c: finished\n", job->name);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct job a = {.name = 'A', .seconds = 2};
    struct job b = {.name = 'B', .seconds = 1, .fails = true};
    struct job c = {.name = 'C', .seconds = 3};

    (void)arg;
    int err = weft_gather({work, &a}, {work, &b}, {work, &c});

    if (err != VALUE_ERROR)
        return err;
    printf("Caught: %s\n", weft_error_text());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

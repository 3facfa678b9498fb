/* Turn a callback into something to wait for
 *
 * Joins code that calls back and tasks that wait, with a future.
 *
 * The thermometer knows nothing of tasks; it calls a function when it has measured.
 * Try: let the thermometer fail: weft_future_fail(&reading->future, 1). The error reaches main. */
#include <stdio.h>
#include "weft.h"

struct reading {
    double degrees;
    weft_future future;
};

/* The code that calls back: after a second, it has measured. */
static void measured(void *arg)
{
    struct reading *reading = arg;

    reading->degrees = 21.5;
    weft_future_set(&reading->future, &reading->degrees);
}

static int watcher(void *arg)
{
    struct reading *reading = arg;

    WEFT_TRY(weft_future_wait(&reading->future));
    printf("watcher: %.1f degrees\n", *(double *)reading->future.value);
    return WEFT_OK;
}

static int display(void *arg)
{
    struct reading *reading = arg;

    printf("display: %s\n", weft_future_done(&reading->future) ? "done" : "not done yet");
    WEFT_TRY(weft_future_wait(&reading->future));
    printf("display: %.1f degrees\n", *(double *)reading->future.value);
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct reading reading = {0};
    WEFT_HANDLE(thermometer);

    (void)arg;
    WEFT_TRY(weft_call_later(&thermometer, 1, measured, &reading));
    return weft_gather({watcher, &reading}, {display, &reading});
}

int main(void)
{
    return weft_run(amain, NULL);
}

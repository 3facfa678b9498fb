/* Hold up everybody else
 *
 * Waits twice two seconds at once, and then blocks twice: nobody else can run.
 *
 * Try: run it with --debug. Each task that held up the others is named, with its place. */
#include <stdio.h>
#include "weft.h"

static int waiting_task(void *arg)
{
    WEFT_TRY(weft_sleep(2)); /* lets others run */
    printf("%s: Done\n", (const char *)arg);
    return WEFT_OK;
}

static int blocking_task(void *arg)
{
    weft_block(2); /* as sleep(2) of libc, or a long computation: nothing else moves */
    printf("%s: Done\n", (const char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    double start = weft_time();

    (void)arg;
    WEFT_TRY(weft_gather({waiting_task, "A"}, {waiting_task, "B"}));
    printf("Two that wait took %.0f seconds\n", weft_time() - start);

    start = weft_time();
    WEFT_TRY(weft_gather({blocking_task, "A"}, {blocking_task, "B"}));
    printf("Two that block took %.0f seconds\n", weft_time() - start);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

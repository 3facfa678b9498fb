/* A command that takes too long
 *
 * Waits for a command, but not for ever. What it has written by then is not lost, and the command goes on until it is killed.
 *
 * Try: give it three seconds. */
#include <stdio.h>
#include "weft/process.h"

static int amain(void *arg)
{
    WEFT_PROCESS(child);
    WEFT_OUTPUT(out);

    (void)arg;
    WEFT_TRY(weft_process_start(&child, "echo begun; sleep 2; echo done", .shell = true, .out = WEFT_PIPE));
    int err = weft_wait_for(weft_process_communicate(&child, NULL, 0, &out, NULL), 1.0);
    if (err != WEFT_TIMEOUT)
        return err;
    printf("too slow; so far: %s", out.bytes);
    printf("it runs on: %s\n", child.exit_code == WEFT_NO_EXIT_CODE ? "yes" : "no");
    WEFT_TRY(weft_process_kill(&child));
    WEFT_TRY(weft_process_wait(&child));
    printf("ended by signal %d\n", -child.exit_code);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

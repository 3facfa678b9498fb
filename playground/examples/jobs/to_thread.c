/* Block in a thread
 *
 * Runs a function that blocks beside the loop, which goes on.
 *
 * weft_to_thread gives the function memory that it shares with everybody. Natively it runs in a thread.
 * Under the virtual clock it runs in place, and its two seconds are charged to it alone.
 * Try: call work(NULL) in the task itself. The sleep then begins two seconds later. */
#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

static int work(void *arg)
{
    (void)arg;
    printf("Work started\n");
    weft_block(2); /* a call that blocks */
    printf("Work done\n");
    return WEFT_OK;
}

static int work_in_thread(void *arg)
{
    return weft_to_thread(work, arg);
}

static int nap(void *arg)
{
    (void)arg;
    return weft_sleep(1);
}

static int amain(void *arg)
{
    (void)arg;
    printf("Started main\n");
    WEFT_TRY(weft_gather({work_in_thread, NULL}, {nap, NULL}));
    printf("Finished main\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

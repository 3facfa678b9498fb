/* Wait where nobody notifies
 *
 * Waits for a condition that nobody ever notifies.
 *
 * Nothing is ready, no timer runs: the run ends with a report that names main and the condition.
 * Exit code: 100
 * Try: wait for 5 seconds at most, weft_wait_for(weft_condition_wait(&condition), 5). The run then
 * ends with a timeout, which main returns. */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_condition condition = {0};

    (void)arg;
    WEFT_TRY(weft_condition_acquire(&condition));
    WEFT_LEAVE_CONDITION_AT_EXIT(&condition);

    printf("Waiting, with nobody else here\n");
    WEFT_TRY(weft_condition_wait(&condition));
    printf("never printed\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

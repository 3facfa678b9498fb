/* Nobody will ever set the event. A report on standard error says which task waits where. */
#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_event never = {0};

    puts("waiting");
    return weft_event_wait(&never);
}

int main(void)
{
    int code = weft_run(amain, NULL);

    if (code == WEFT_EXIT_DEADLOCK)
        puts("that was a deadlock");
    return code;
}

/* Prints, and ends with 100:
 * waiting
 * that was a deadlock
 */

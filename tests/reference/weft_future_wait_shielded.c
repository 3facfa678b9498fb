#include <stdio.h>
#include "weft.h"

static weft_future answer;

static void arrives(void *arg) { weft_future_set(&answer, arg); }

static int amain(void *arg)
{
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_call_later(&handle, 2, arrives, "it came all the same"));
    if (weft_wait_for(weft_future_wait_shielded(&answer), 1) == WEFT_TIMEOUT)
        puts("not yet"); /* without the shield, the future would be cancelled now */
    WEFT_TRY(weft_future_wait(&answer));
    puts(answer.value);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] not yet
 * [2.000] it came all the same
 */

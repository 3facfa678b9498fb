#include <stdio.h>
#include "weft.h"

static weft_future answer;

static void arrives(void *arg)
{
    weft_future_set(&answer, arg); /* in a callback: no task runs */
}

static int amain(void *arg)
{
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_call_later(&handle, 2, arrives, "forty-two"));
    WEFT_TRY(weft_future_wait(&answer));
    puts(answer.value);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] forty-two
 */

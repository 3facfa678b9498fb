#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_future good = {0}, bad = {0}, gone = {0};

    printf("before: %s\n", weft_error_name(weft_future_result(&good)));
    WEFT_TRY(weft_future_set(&good, "yes"));
    WEFT_TRY(weft_future_fail(&bad, 5));
    WEFT_TRY(weft_future_cancel(&gone));
    printf("%d %d %s\n", weft_future_wait(&good), weft_future_wait(&bad), weft_error_name(weft_future_wait(&gone)));
    printf("done: %d; again: %s\n", weft_future_done(&good), weft_error_name(weft_future_set(&good, "no")));
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] before: not done yet
 * [0.000] 0 5 cancelled
 * [0.000] done: 1; again: closed
 */

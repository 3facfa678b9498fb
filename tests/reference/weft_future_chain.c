#include <stdio.h>
#include "weft.h"

static int amain(void *arg)
{
    weft_future source = {0}, destination = {0};
    weft_future_link link = {0};

    WEFT_TRY(weft_future_chain(&link, &source, &destination));
    WEFT_TRY(weft_future_set(&source, "passed on"));
    WEFT_TRY(weft_future_wait(&destination));
    puts(destination.value);
    return WEFT_OK;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] passed on
 */

/* Silence ends it, not the time in all: each part that comes moves the deadline. */
#include <stdio.h>
#include "weft.h"

static int receive(weft_timeout *silence)
{
    for (int part = 1;; part++) {
        WEFT_TRY(weft_sleep(part)); /* the parts come ever later */
        printf("part %d, due %.1f\n", part, weft_timeout_when(silence));
        WEFT_TRY(weft_timeout_reschedule(silence, weft_time() + 2.5));
    }
}

static int amain(void *arg)
{
    weft_timeout silence = {0};

    WEFT_TRY(weft_timeout_begin_at(&silence, weft_time() + 2.5));
    int err = weft_timeout_end(&silence, receive(&silence));
    printf("%s, state is expired: %d\n", weft_error_name(err),
           weft_timeout_state(&silence) == WEFT_TIMEOUT_EXPIRED);
    return err == WEFT_TIMEOUT ? WEFT_OK : err;
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] part 1, due 2.5
 * [3.000] part 2, due 3.5
 * [5.500] timed out, state is expired: 1
 */

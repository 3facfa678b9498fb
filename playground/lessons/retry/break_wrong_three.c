#include <stdio.h>
#include "weft.h"

enum { BUSY = 1, NO_SUCH_PAGE = 2 };

static int asked;

/* Busy the first three times; then it answers. */
static int fetch(void *arg)
{
    (void)arg;
    asked++;
    printf("%.0f s: asked\n", weft_time());
    WEFT_TRY(weft_sleep(1));
    return asked <= 3 ? weft_raise(BUSY, "the server is busy") : WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    int err = weft_retry(fetch, NULL, &(weft_retry_options){.attempts = 3, .delay = 1});
    printf("%.0f s: %s\n", weft_time(), err ? "given up" : "there it is");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

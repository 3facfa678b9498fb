#include <stdio.h>
#include "weft.h"

enum { BUSY = 1, NO_SUCH_PAGE = 2 };

static int asked;

/* Busy once; then it says that there is no such page, however often it is asked. */
static int fetch(void *arg)
{
    (void)arg;
    asked++;
    WEFT_TRY(weft_sleep(1));
    if (asked == 1)
        return weft_raise(BUSY, "the server is busy");
    return weft_raise(NO_SUCH_PAGE, "there is no such page");
}

static int amain(void *arg)
{
    (void)arg;
    int err = weft_retry(fetch, NULL, &(weft_retry_options){.attempts = 10, .delay = 1});
    printf("asked %d times: %s\n", asked, err ? weft_error_text() : "there it is");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

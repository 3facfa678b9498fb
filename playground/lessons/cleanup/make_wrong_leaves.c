#include <stdio.h>
#include "weft.h"

static int open_files, sent;

static int send_page(int page)
{
    WEFT_TRY(weft_sleep(1));
    sent = page;
    return WEFT_OK;
}

static int send_book(void)
{
    open_files++;
    for (int page = 1; page <= 5; page++)
        WEFT_TRY(send_page(page));
    open_files--;
    return WEFT_OK;
}

static int amain(void *arg)
{
    int err = weft_wait_for(send_book(), 3.5);

    (void)arg;
    printf("%d pages sent, %d files open, %s\n", sent, open_files, err == WEFT_TIMEOUT ? "out of time" : "done");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

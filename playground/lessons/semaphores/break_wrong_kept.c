#include <stdio.h>
#include "weft.h"

static int now, most;
static weft_semaphore slots = WEFT_SEMAPHORE(2);

static int download(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_semaphore_acquire(&slots));
    now++;
    if (now > most)
        most = now;
    WEFT_TRY(weft_sleep(1));
    now--;
    return WEFT_OK;
}

static int amain(void *arg)
{
    WEFT_GROUP(downloads);

    (void)arg;
    for (int i = 0; i < 5; i++)
        weft_group_spawn(&downloads, download, NULL);
    WEFT_TRY(weft_group_join(&downloads));
    printf("at most %d at once, %.0f s\n", most, weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

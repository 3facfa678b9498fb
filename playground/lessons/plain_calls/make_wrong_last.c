#include <stdio.h>
#include "weft.h"

static int save(void *arg)
{
    WEFT_TRY(weft_sleep(2));
    printf("%.0f s: %s is saved\n", weft_time(), (const char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_task saving;

    (void)arg;
    for (int page = 1; page <= 3; page++) {
        WEFT_TRY(weft_sleep(1));
        printf("%.0f s: page %d is written\n", weft_time(), page);
    }
    saving = weft_spawn(save, "the book");
    (void)saving;
    printf("%.0f s: all done\n", weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

#include <stdio.h>
#include "weft.h"

enum { DISK_FULL = 1 };

static int save(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    return weft_raise(DISK_FULL, "the disk is full");
}

static int amain(void *arg)
{
    (void)arg;
    weft_task saver = weft_spawn_with(save, NULL, .name = "saver");
    WEFT_TRY(weft_sleep(2));
    (void)!weft_join(saver);
    printf("everything is saved\n");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

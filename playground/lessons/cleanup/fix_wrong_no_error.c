#include <stdio.h>
#include "weft.h"

static bool is_locked;

static int write_page(void *arg)
{
    (void)arg;
    is_locked = true;
    if (weft_sleep(5))
        printf("called off: ");
    is_locked = false;
    return WEFT_OK;
}

static int amain(void *arg)
{
    (void)arg;
    int err = weft_wait_for(write_page(NULL), 2);
    printf("%s, %s\n", err == WEFT_TIMEOUT ? "too late" : "in time", is_locked ? "and still locked" : "unlocked");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}

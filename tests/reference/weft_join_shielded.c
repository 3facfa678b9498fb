#include <stdio.h>
#include "weft.h"

static int save(void *arg)
{
    WEFT_TRY(weft_sleep(2));
    puts("saved");
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_task saving = weft_spawn(save, NULL);

    if (weft_wait_for(weft_join_shielded(saving), 1) == WEFT_TIMEOUT)
        puts("it takes long; it goes on");
    return weft_join(saving);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] it takes long; it goes on
 * [2.000] saved
 */

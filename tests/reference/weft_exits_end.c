#include <stdio.h>
#include "weft.h"

enum { DISK_FULL = 28 };

static int roll_back(void *arg, int err)
{
    if (err)
        printf("rolled back because of %d\n", err);
    return err == DISK_FULL ? WEFT_OK : err; /* this failure is dealt with */
}

static int store(void)
{
    weft_exit_call transaction = {.leave = roll_back};
    WEFT_EXITS(exits);

    weft_exits_push(&exits, &transaction);
    return weft_exits_end(&exits, DISK_FULL);
}

static int amain(void *arg) { return store(); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] rolled back because of 28
 */

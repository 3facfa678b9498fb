#include <stdio.h>
#include "weft.h"

static void reload(void *arg) { printf("reload %d\n", ++*(int *)arg); }

static int amain(void *arg)
{
    int reloads = 0;
    WEFT_HANDLE(handle);

    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR1, reload, &reloads));
    return weft_sleep(3);
}

int main(void) { return weft_run(amain, NULL); }

/* With --signal USR1@1,USR1@2, prints:
 * [1.000] reload 1
 * [2.000] reload 2
 */

/* A server's group would keep a record of every task that ever ended in it. */
#include <stdio.h>
#include "weft.h"

static int answer(void *arg) { return weft_sleep(0.1); }

static int amain(void *arg)
{
    WEFT_GROUP(connections);

    for (int i = 0; i < 3; i++)
        weft_group_spawn(&connections, answer, NULL);
    WEFT_TRY(weft_sleep(1));
    printf("%zu forgotten\n", weft_group_reap(&connections));
    return weft_group_join(&connections);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [1.000] 3 forgotten
 */

#include <stdio.h>
#include "weft.h"

static void announce(void *arg) { printf("%s is done\n", (const char *)arg); }

static int work(void *arg) { return weft_sleep(2); }

static int amain(void *arg)
{
    weft_handle handle = {0};
    weft_task task = weft_spawn(work, NULL);

    WEFT_TRY(weft_task_on_done(task, &handle, announce, "the work"));
    return weft_sleep(3);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [2.000] the work is done
 */

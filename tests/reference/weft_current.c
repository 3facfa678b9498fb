#include <stdio.h>
#include "weft.h"

static void callback(void *arg)
{
    printf("in a callback: task %u\n", (unsigned)weft_current().slot); /* {0}: none */
}

static int amain(void *arg)
{
    weft_handle handle = {0};

    printf("here: %s\n", weft_task_name(weft_current()));
    WEFT_TRY(weft_call_soon(&handle, callback, NULL));
    return weft_yield();
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] here: main
 * [0.000] in a callback: task 0
 */

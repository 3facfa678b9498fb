#include <stdio.h>
#include "weft.h"

static int poll_sensor(void *arg)
{
    puts("polling");
    WEFT_TRY(weft_sleep(1));
    puts("polled");
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_task background = weft_spawn(poll_sensor, NULL);

    puts("spawned; nothing has run yet");
    return weft_join(background);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] spawned; nothing has run yet
 * [0.000] polling
 * [1.000] polled
 */

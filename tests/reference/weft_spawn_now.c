#include <stdio.h>
#include "weft.h"

static int greet(void *arg)
{
    printf("%s begins\n", (const char *)arg);
    WEFT_TRY(weft_sleep(1));
    printf("%s ends\n", (const char *)arg);
    return WEFT_OK;
}

static int amain(void *arg)
{
    weft_task eager = weft_spawn_now(greet, "the eager one"); /* runs up to its first wait */

    puts("spawned");
    return weft_join(eager);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] the eager one begins
 * [0.000] spawned
 * [1.000] the eager one ends
 */

/* The server has done all that it can; then a minute passes. */
#include <stdio.h>
#include "weft.h"

static int server(void *arg)
{
    for (;;) {
        printf("it looks for work\n");
        WEFT_TRY(weft_yield());
        WEFT_TRY(weft_sleep(30));
    }
}

static int amain(void *arg)
{
    weft_spawn(server, NULL);
    WEFT_TRY(weft_wait_all_blocked(0));
    printf("it waits, after %zu turns\n", weft_turns());
    WEFT_TRY(weft_clock_jump(60));
    return weft_wait_all_blocked(0);
}

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] it looks for work
 * [0.000] it waits, after 4 turns
 * [60.000] it looks for work
 */

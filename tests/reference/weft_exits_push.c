#include <stdio.h>
#include "weft.h"

static int leave(void *arg)
{
    WEFT_TRY(weft_sleep(0.5)); /* may wait */
    printf("left %s\n", (const char *)arg);
    return WEFT_OK;
}

static int visit(void)
{
    weft_exit_call house = {.fn = leave, .arg = "the house"}, room = {.fn = leave, .arg = "the room"};
    WEFT_EXITS(exits);

    weft_exits_push(&exits, &house);
    weft_exits_push(&exits, &room);
    puts("inside");
    return WEFT_OK;
}

static int amain(void *arg) { return visit(); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] inside
 * [0.500] left the room
 * [1.000] left the house
 */

#include <stdio.h>
#include "weft.h"
#include "weft/lowlevel.h"

/* A gate with a number of places: a primitive of one's own. */
static weft_resource_kind a_gate = {.name = "gate", .noun = "the gate"};
static weft_wait_kind at_gate = {.name = "gate", .words = "waits at", .of = &a_gate};

static struct { weft_resource resource; weft_waiters waiters; int places; } gate = {.places = 1};

static int gate_enter(weft_place *place)
{
    if (gate.places == 0)
        return weft_park(place, &at_gate, &gate.waiters, &gate.resource, NULL);
    weft_level(&gate.resource, &a_gate, weft_current(), --gate.places);
    return WEFT_OK;
}

static void gate_leave(void)
{
    weft_task next = weft_wake_first(&gate.waiters, WEFT_OK, WEFT_HAND_OVER); /* the place is its own from now on */

    if (!next.slot)
        weft_level(&gate.resource, &a_gate, next, ++gate.places);
}

static int visitor(void *arg)
{
    WEFT_TRY(gate_enter(WEFT_HERE("the gate")));
    printf("%s is inside\n", (const char *)arg);
    int err = weft_sleep(1);
    gate_leave();
    return err;
}

static int amain(void *arg) { return weft_gather({visitor, "Ada"}, {visitor, "Bob"}); }

int main(void) { return weft_run(amain, NULL); }

/* Prints:
 * [0.000] Ada is inside
 * [1.000] Bob is inside
 */

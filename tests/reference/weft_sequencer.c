#include <string.h>

#include "weft/test.h"

static weft_sequencer order;
static char seen[16];

static int second(void *arg)
{
    WEFT_TRY(weft_sequencer_enter(&order, 1)); /* waits until 0 was left */
    strcat(seen, "second");
    weft_sequencer_leave(&order);
    return WEFT_OK;
}

static int first(void *arg)
{
    WEFT_TRY(weft_sleep(3));
    WEFT_TRY(weft_sequencer_enter(&order, 0));
    strcat(seen, "1, ");
    weft_sequencer_leave(&order);
    return WEFT_OK;
}

WEFT_TEST(they_come_in_order)
{
    WEFT_TRY(weft_gather({second, NULL}, {first, NULL}));
    WEFT_EXPECT_TEXT(seen, "1, second");
    return WEFT_OK;
}

WEFT_TESTS({"they come in order", they_come_in_order, .exits = WEFT_OK})

/* Prints:
 * TAP version 13
 * 1..1
 * ok 1 - they come in order
 */

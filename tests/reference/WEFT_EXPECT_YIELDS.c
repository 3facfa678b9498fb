/* A lock that is free is taken at once; the end of a sleep lets others run. */
#include "weft/test.h"

WEFT_TEST(what_waits)
{
    weft_lock lock = {0};

    WEFT_EXPECT_EQUAL(WEFT_EXPECT_NO_YIELD(weft_lock_acquire(&lock)), WEFT_OK);
    WEFT_EXPECT_EQUAL(WEFT_EXPECT_YIELDS(weft_sleep(0.5)), WEFT_OK);
    WEFT_EXPECT_EQUAL(weft_time(), 0.5);
    return weft_lock_release(&lock);
}

WEFT_TESTS({"what waits", what_waits})

/* Prints:
 * TAP version 13
 * 1..1
 * ok 1 - what waits
 */

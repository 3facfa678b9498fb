/* The virtual clock runs here: time jumps to the next deadline, so a test takes no time. */
#include <weft/test.h>
#include "greet.c"

WEFT_TEST(takes_a_second)
{
    static char name[] = "test";

    WEFT_TRY(greet(name));
    WEFT_EXPECT_EQUAL(weft_time(), 1.0);
    return WEFT_OK;
}

WEFT_TEST(greets_all_at_once)
{
    static char one[] = "one", two[] = "two";

    WEFT_TRY(weft_gather({greet, one}, {greet, two}));
    WEFT_EXPECT_EQUAL(weft_time(), 1.0);
    return WEFT_OK;
}

WEFT_TESTS({"a greeting takes a second", takes_a_second}, {"two greetings take no longer", greets_all_at_once})

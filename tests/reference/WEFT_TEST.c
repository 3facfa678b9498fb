#include "weft/test.h"

static int set_up(void **state)
{
    static int opened;

    opened = 1;
    *state = &opened;
    return weft_sleep(1); /* may wait */
}

static int tear_down(void *state)
{
    *(int *)state = 0;
    return WEFT_OK;
}

static const weft_test_fixture opened = {set_up, tear_down};

WEFT_TEST(is_open) { return WEFT_EXPECT_EQUAL(*(int *)state, 1), WEFT_OK; }

WEFT_TEST(waits_a_second)
{
    double before = weft_time();

    WEFT_TRY(weft_sleep(1));
    WEFT_EXPECT(weft_time() - before == 1);
    WEFT_EXPECT_TEXT(weft_task_name(weft_current()), "main");
    return WEFT_OK;
}

WEFT_TEST(never_ends)
{
    weft_event never = {0};

    return weft_event_wait(&never);
}

WEFT_TESTS({"it is open", is_open, .fixture = &opened},
           {"it waits a second, in every order", waits_a_second, .orders = 10},
           {"it hangs, and that is found", never_ends, .exits = WEFT_EXIT_DEADLOCK})

/* Prints:
 * TAP version 13
 * 1..3
 * ok 1 - it is open
 * # it waits a second, in every order: 1 orders
 * ok 2 - it waits a second, in every order
 * ok 3 - it hangs, and that is found
 */

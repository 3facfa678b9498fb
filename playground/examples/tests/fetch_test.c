/* Tests of code that waits: each is a run of its own, under the virtual clock.
 *
 *     weft test playground/examples/tests/fetch_test.c
 *
 * Try: let slow_operation take half a second. The second test fails, and says what it got. */
#include "weft/test.h"

static int fetch(const char **result)
{
    WEFT_TRY(weft_sleep(2));
    *result = "Done";
    return WEFT_OK;
}

static int slow_operation(void)
{
    return weft_sleep(10);
}

WEFT_TEST(a_result_comes)
{
    const char *result = "";

    WEFT_TRY(fetch(&result));
    WEFT_EXPECT_TEXT(result, "Done");
    WEFT_EXPECT(weft_time() == 2);
    return WEFT_OK;
}

WEFT_TEST(a_slow_operation_times_out)
{
    WEFT_EXPECT_EQUAL(weft_wait_for(slow_operation(), 1.0), WEFT_TIMEOUT);
    WEFT_EXPECT(weft_time() == 1);
    return WEFT_OK;
}

/* A fixture: what a test needs is made before it, and put away after it, also when it fails. */

struct connection {
    bool open;
};

static struct connection connection;

static int connect_first(void **state)
{
    WEFT_TRY(weft_sleep(0.5));
    connection.open = true;
    *state = &connection;
    return WEFT_OK;
}

static int disconnect_last(void *state)
{
    struct connection *db = state;

    WEFT_TRY(weft_sleep(0.1));
    db->open = false;
    return WEFT_OK;
}

static const weft_test_fixture connected = {.set_up = connect_first, .tear_down = disconnect_last};

static int query(const struct connection *db, int *rows)
{
    WEFT_TRY(weft_sleep(0.1));
    *rows = db->open ? 1 : 0;
    return WEFT_OK;
}

WEFT_TEST(a_query_has_a_row)
{
    int rows = 0;

    WEFT_TRY(query(state, &rows));
    WEFT_EXPECT_EQUAL(rows, 1);
    return WEFT_OK;
}

WEFT_TEST(the_connection_was_closed)
{
    WEFT_EXPECT(!connection.open);
    return WEFT_OK;
}

WEFT_TESTS({"a result comes after two seconds", a_result_comes},
           {"a slow operation times out", a_slow_operation_times_out},
           {"a query has a row", a_query_has_a_row, .fixture = &connected},
           {"its connection was closed", the_connection_was_closed})

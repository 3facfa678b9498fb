/* Every order, and fixtures: what weft/test.h offers, tested on itself. */
#include "check.h"

static char seen[4096];
static int distinct;

static int letter(void *arg)
{
    struct actor *me = arg;

    strcat(me->thing, me->name);
    WEFT_TRY(weft_yield());
    strcat(me->thing, me->name);
    return WEFT_OK;
}

/* Two tasks with two steps each: all orders that keep a turn's handles in their turn. */
static int two_tasks(void *arg)
{
    char text[16] = "";
    struct actor a = {"a", text, 0, 0, 0}, b = {"b", text, 0, 0, 0};

    (void)arg;
    WEFT_TRY(weft_gather({letter, &a}, {letter, &b}));
    strcat(text, " ");
    if (!strstr(seen, text)) {
        strcat(seen, text);
        distinct++;
    }
    return WEFT_OK;
}

static int saw_them_all(void *arg)
{
    (void)arg;
    EXPECT_IS(distinct, 4); /* ab or ba, then ab or ba */
    return WEFT_OK;
}

static int made, put_away;

static int set_up(void **state)
{
    WEFT_TRY(weft_sleep(1)); /* may wait */
    made++;
    *state = &made;
    return WEFT_OK;
}

static int tear_down(void *state)
{
    put_away++;
    EXPECT(state == &made);
    return weft_sleep(1);
}

static const weft_test_fixture fixture = {set_up, tear_down};

static int uses_it(void *state)
{
    EXPECT(state == &made);
    EXPECT_IS(made - put_away, 1);
    return WEFT_OK;
}

static int fails_inside(void *state)
{
    (void)state;
    return 5;
}

static int both_put_away(void *state)
{
    (void)state;
    EXPECT_IS(put_away, 2);
    return WEFT_OK;
}

WEFT_TESTS({"every order of two tasks", two_tasks, .orders = 1000},
           CASE(saw_them_all, "each order once"),
           {"a fixture is there", uses_it, .fixture = &fixture},
           {"a fixture is put away after a failure", fails_inside, .fixture = &fixture, .exits = 5},
           CASE(both_put_away, "both were put away"))

/* Every order, and fixtures: what weft/test.h offers, tested on itself. */
#include "check.h"
#include "core/choices.h"

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

/* A search that broke off leaves the next one nothing. */
static int a_few_of_them(void *arg)
{
    char text[16] = "";
    struct actor a = {"a", text, 0, 0, 0}, b = {"b", text, 0, 0, 0};

    (void)arg;
    return weft_gather({letter, &a}, {letter, &b});
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

#ifndef __wasm__ /* where only programs that are linked for it have choices */

static int yields_often(void *arg)
{
    for (int i = 0; i < WEFT__CHOICES_MOST; i++)
        WEFT_TRY(weft_yield());
    return weft_yield() ? WEFT_CANCELLED : *(int *)arg;
}

static int two_that_yield(void *arg)
{
    return weft_gather({yields_often, arg}, {yields_often, arg});
}

/* What is behind the moments that there is room for is left alone. */
static int more_moments_than_are_kept(void *arg)
{
    static int well = WEFT_OK;

    (void)arg;
    weft_choices.searches = weft_choices.given = 1;
    weft_choices.moments[0].taken = 1;
    EXPECT_IS(weft_run_with(&(weft_run_options){.virtual_clock = true}, two_that_yield, &well), 0);
    EXPECT(weft_choices.made > WEFT__CHOICES_MOST);
    EXPECT_IS(weft_choices.moments[WEFT__CHOICES_MOST - 1].of, 2);
    EXPECT(weft_choices.moments[0].taken == 1 && weft_choices.moments[1].taken == 0);
    weft_choices = (struct weft_choices){.version = weft_choices.version};
    return WEFT_OK;
}

#define OF_CHOICES {.body = more_moments_than_are_kept, .name = "a search keeps as many moments as it has room for", .alone = true},
#else
#define OF_CHOICES
#endif

WEFT_TESTS(OF_CHOICES {"some orders of two tasks", a_few_of_them, .orders = 7},
           {"every order of two tasks", two_tasks, .orders = 1000},
           CASE(saw_them_all, "each order once"),
           {"a fixture is there", uses_it, .fixture = &fixture},
           {"a fixture is put away after a failure", fails_inside, .fixture = &fixture, .exits = 5},
           CASE(both_put_away, "both were put away"))

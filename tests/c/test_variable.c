/* Context variables: what a task sees, and what it does not. */
#include "check.h"

static weft_variable request = {.fallback = (void *)(uintptr_t) "none"};
static weft_variable other;

static int steps(void *arg)
{
    struct actor *me = arg;

    note("%s sees %s", me->name, (char *)weft_variable_get(&request));
    WEFT_TRY(weft_variable_set(&request, (void *)(uintptr_t)me->name));
    WEFT_TRY(weft_sleep(1));
    note("%s sees %s", me->name, (char *)weft_variable_get(&request));
    return WEFT_OK;
}

static int each_its_own(void *arg)
{
    struct actor a = {"A", NULL, 0, 0, 0}, b = {"B", NULL, 0, 0, 0};

    (void)arg;
    WEFT_TRY(weft_gather({steps, &a}, {steps, &b}));
    EXPECT(strcmp(weft_variable_get(&request), "none") == 0);
    WEFT_TRY(weft_variable_set(&request, (void *)(uintptr_t) "mine"));
    WEFT_TRY(weft_gather({steps, &a}));
    EXPECT(strcmp(weft_variable_get(&request), "mine") == 0);
    EXPECT_LOG("[0.000] A sees none\n[0.000] B sees none\n[1.000] A sees A\n[1.000] B sees B\n"
               "[1.000] A sees mine\n[2.000] A sees A\n");
    return WEFT_OK;
}

static int copied_at_spawn(void *arg)
{
    struct actor a = {"A", NULL, 0, 0, 0};

    (void)arg;
    WEFT_TRY(weft_variable_set(&request, (void *)(uintptr_t) "before"));
    weft_task task = weft_spawn(steps, &a);
    WEFT_TRY(weft_variable_set(&request, (void *)(uintptr_t) "after"));
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[0.000] A sees before\n[1.000] A sees A\n");
    return WEFT_OK;
}

static int ends_at_once(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int resets(void *arg)
{
    weft_variable_token one, two;

    (void)arg;
    EXPECT(weft_variable_get(&other) == NULL);
    WEFT_TRY(weft_variable_set_with(&other, &one, &one));
    WEFT_TRY(weft_variable_set_with(&other, &two, &two));
    weft_task heir = weft_spawn(ends_at_once, NULL); /* it has the same values: they cannot be changed in place */
    weft__options.fail_allocation = (struct weft__fault){.at = 1};
    EXPECT_IS(weft_variable_reset(&other, &two), WEFT_NO_MEMORY); /* then it may be tried again */
    weft__options.fail_allocation = (struct weft__fault){0};
    WEFT_TRY(weft_variable_reset(&other, &two));
    WEFT_TRY(weft_join(heir));
    EXPECT(weft_variable_get(&other) == &one);
    EXPECT_IS(weft_variable_reset(&other, &two), WEFT_USAGE);
    WEFT_TRY(weft_variable_reset(&other, &one));
    EXPECT(weft_variable_get(&other) == NULL);
    size_t before = weft__memory_bytes();
    for (int i = 0; i < 1000; i++)
        WEFT_TRY(weft_variable_set(&other, &i));
    EXPECT(weft__memory_bytes() - before < 200); /* a loop that sets does not grow */
    return WEFT_OK;
}

static int found(void *arg)
{
    static weft_variable bare, backed = {.fallback = &backed};
    void *value = arg;
    int one = 1;

    EXPECT_IS(weft_variable_find(&bare, &value), WEFT_EMPTY);
    EXPECT(value == arg); /* left alone */
    EXPECT_IS(weft_variable_find(&backed, &value), WEFT_OK);
    EXPECT(value == &backed);
    WEFT_TRY(weft_variable_set(&bare, &one));
    EXPECT_IS(weft_variable_find(&bare, &value), WEFT_OK);
    EXPECT(value == &one);
    WEFT_TRY(weft_variable_set(&bare, NULL));
    EXPECT_IS(weft_variable_find(&bare, &value), WEFT_OK); /* nothing is a value, too */
    EXPECT(value == NULL);
    return WEFT_OK;
}

WEFT_TESTS(CASE(each_its_own, "each task sees its own"),
           CASE(copied_at_spawn, "a task begins with what its spawner saw"),
           CASE(resets, "a token brings back what was seen"),
           CASE(found, "what was set to nothing is found, what was never set is not"))

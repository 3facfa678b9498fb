/* CTXV: context variables (statements 254 to 260). */
#include "case.h"

static weft_variable request = {.fallback = "none"};
static weft_variable bare;

static const char *seen(void)
{
    return weft_variable_get(&request);
}

static int sees_and_sets(void *arg)
{
    struct actor *self = arg;

    note("%s sees %s", self->name, seen());
    WEFT_TRY(weft_variable_set(&request, (void *)self->name));
    WEFT_TRY(weft_sleep(1));
    note("%s sees %s", self->name, seen());
    return WEFT_OK;
}

static int a_copy_at_spawn(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    WEFT_TRY(weft_variable_set(&request, "before"));
    weft_task task = weft_spawn(sees_and_sets, &a);
    WEFT_TRY(weft_variable_set(&request, "after"));
    WEFT_TRY(weft_join(task));
    note("the spawner sees %s", seen());
    EXPECT_LOG("[0.000] A sees before\n"
               "[1.000] A sees A\n"
               "[1.000] the spawner sees after\n");
    return WEFT_OK;
}

static int children_have_their_own(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"}, c = {.name = "C"};

    (void)arg;
    WEFT_GROUP(group);
    WEFT_TRY(weft_variable_set(&request, "main"));
    WEFT_TRY(weft_gather({sees_and_sets, &a}, {sees_and_sets, &b}));
    weft_group_spawn(&group, sees_and_sets, &b);
    weft_group_spawn(&group, sees_and_sets, &c);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_TEXT(seen(), "main");
    EXPECT_LOG("[0.000] A sees main\n[0.000] B sees main\n[1.000] A sees A\n[1.000] B sees B\n"
               "[1.000] B sees main\n[1.000] C sees main\n[2.000] B sees B\n[2.000] C sees C\n");
    return WEFT_OK;
}

static int a_call_shares(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    WEFT_TRY(sees_and_sets(&a));
    EXPECT_TEXT(seen(), "A");
    return WEFT_OK;
}

static int counts_up(void *arg)
{
    const char *before = weft_variable_get(&bare);

    (void)arg;
    note("saw %s", before ? before : "nothing");
    WEFT_TRY(weft_sleep(1));
    return weft_variable_set(&bare, !before ? "1" : "2");
}

static int a_given_context_is_used(void *arg)
{
    weft_context context = {0};

    (void)arg;
    WEFT_TRY(weft_join(weft_spawn_with(counts_up, NULL, .context = &context)));
    WEFT_TRY(weft_join(weft_spawn_with(counts_up, NULL, .context = &context)));
    EXPECT_TEXT((const char *)weft_context_get(&context, &bare), "2");
    EXPECT(weft_variable_get(&bare) == NULL);
    EXPECT_LOG("[0.000] saw nothing\n[1.000] saw 1\n");
    return WEFT_OK;
}

static void tells(void *arg)
{
    note("%s sees %s", (const char *)arg, seen());
    EXPECT_IS(weft_variable_set(&request, arg), WEFT_OK);
}

static int callbacks_see_what_was_then(void *arg)
{
    weft_handle soon = {0}, later = {0}, done = {0};
    struct actor a = {.name = "A"};

    (void)arg;
    WEFT_TRY(weft_variable_set(&request, "100"));
    weft_task task = weft_spawn(sees_and_sets, &a);
    WEFT_TRY(weft_call_soon(&soon, tells, "soon"));
    WEFT_TRY(weft_call_later(&later, 0.5, tells, "later"));
    WEFT_TRY(weft_task_on_done(task, &done, tells, "done"));
    WEFT_TRY(weft_variable_set(&request, "200"));
    WEFT_TRY(weft_sleep(2));
    EXPECT_TEXT(seen(), "200");
    EXPECT_LOG("[0.000] A sees 100\n[0.000] soon sees 100\n[0.500] later sees 100\n[1.000] A sees A\n[1.000] done sees 100\n");
    return WEFT_OK;
}

static int defaults(void *arg)
{
    void *value = NULL;

    (void)arg;
    EXPECT_TEXT((const char *)weft_variable_get_or(&request, "the reader's"), "the reader's");
    EXPECT_TEXT(seen(), "none");
    EXPECT_IS(weft_variable_find(&bare, &value), WEFT_EMPTY);
    WEFT_TRY(weft_variable_set(&bare, NULL));
    EXPECT_IS(weft_variable_find(&bare, &value), WEFT_OK);
    WEFT_TRY(weft_variable_set(&request, "set"));
    EXPECT_TEXT((const char *)weft_variable_get_or(&request, "the reader's"), "set");
    return WEFT_OK;
}

static int resets_elsewhere(void *arg)
{
    EXPECT_IS(weft_variable_reset(&request, arg), WEFT_INVALID);
    return WEFT_OK;
}

static int tokens(void *arg)
{
    weft_variable_token first, second;
    void *value;

    (void)arg;
    WEFT_TRY(weft_variable_set_with(&request, "one", &first));
    WEFT_TRY(weft_variable_set_with(&request, "two", &second));
    EXPECT_IS(weft_variable_reset(&bare, &first), WEFT_INVALID);
    WEFT_TRY(weft_join(weft_spawn(resets_elsewhere, &first)));
    WEFT_TRY(weft_variable_reset(&request, &first));
    EXPECT_TEXT(seen(), "none");
    EXPECT_IS(weft_variable_reset(&request, &first), WEFT_USAGE);
    WEFT_TRY(weft_variable_reset(&request, &second));
    EXPECT_TEXT(seen(), "one");
    WEFT_TRY(weft_variable_set_with(&bare, "x", &first));
    WEFT_TRY(weft_variable_reset(&bare, &first));
    EXPECT_IS(weft_variable_find(&bare, &value), WEFT_EMPTY);
    return WEFT_OK;
}

static int calls_elsewhere(void *arg)
{
    (void)arg;
    note("the call sees %s", seen());
    WEFT_TRY(weft_variable_set(&request, "8"));
    weft_block(1);
    return WEFT_OK;
}

static int a_call_in_a_copy(void *arg)
{
    weft_context copy = {0};

    (void)arg;
    WEFT_TRY(weft_variable_set(&request, "7"));
    weft_context_copy(&copy);
    WEFT_TRY(weft_context_run(&copy, calls_elsewhere, NULL));
    note("the caller sees %s, the copy %s", seen(), (const char *)weft_context_get(&copy, &request));
    EXPECT_LOG("[0.000] the call sees 7\n[1.000] the caller sees 7, the copy 8\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(a_copy_at_spawn, "254", "a task sees what its spawner saw then, and neither sees the other's later changes"),
           KEPT(children_have_their_own, "254", "so do the children of gather and of a group"),
           KEPT(a_call_shares, "255", "a function that is called directly shares its caller's context"),
           KEPT(a_given_context_is_used, "256", "a context that is given is used, not copied"),
           KEPT(callbacks_see_what_was_then, "257", "callbacks, timers and done callbacks see what was set when they were asked for"),
           KEPT(defaults, "258", "the reader's default, the variable's, or an error"),
           KEPT(tokens, "259", "tokens bring back the value before their set, once, in their own context"),
           DIFFERENT(a_call_in_a_copy, "260", "a call in a copy does what to_thread does with the context"))

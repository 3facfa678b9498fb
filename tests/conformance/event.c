/* EVNT: events (statements 170 to 175). */
#include "case.h"

static weft_event event;

static int look(void *arg)
{
    struct actor *self = arg;

    self->result = weft_event_wait(&event);
    note("%s: %s, %s", self->name, weft_error_name(self->result), weft_event_is_set(&event) ? "set" : "not set");
    return self->result;
}

static int begins_unset(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    EXPECT(!weft_event_is_set(&event));
    weft_task first = weft_spawn(look, &a), second = weft_spawn(look, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("");
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    weft_event_set(&event); /* wakes B only */
    WEFT_TRY(weft_join(second));
    EXPECT_LOG("[1.000] A: cancelled, not set\n[1.000] B: ok, set\n");
    weft_event_clear(&event);
    return WEFT_OK;
}

static int wakes_all(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"}, c = {.name = "C"};
    unsigned before;

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, look, &a);
    weft_group_spawn(&group, look, &b);
    weft_group_spawn(&group, look, &c);
    WEFT_TRY(weft_sleep(1));
    before = tick;
    weft_event_set(&event);
    note("it is set");
    WEFT_TRY(weft_yield());
    EXPECT_IS(tick, before + 1);
    EXPECT_LOG("[1.000] it is set\n[1.000] A: ok, set\n[1.000] B: ok, set\n[1.000] C: ok, set\n");
    weft_event_clear(&event);
    return weft_group_join(&group);
}

static int spawned_before_the_set(void *arg)
{
    struct actor a = {.name = "1"}, b = {.name = "2"}, c = {.name = "3"};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, look, &a);
    weft_group_spawn(&group, look, &b);
    WEFT_TRY(weft_sleep(1));
    weft_group_spawn(&group, look, &c);
    weft_event_set(&event);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] 3: ok, set\n[1.000] 1: ok, set\n[1.000] 2: ok, set\n");
    weft_event_clear(&event);
    return WEFT_OK;
}

static int set_already(void *arg)
{
    unsigned before = tick;

    (void)arg;
    weft_event_set(&event);
    WEFT_TRY(weft_event_wait(&event));
    EXPECT_IS(tick, before);
    weft_event_clear(&event);
    return WEFT_OK;
}

static int set_and_cleared(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"}, late = {.name = "late"};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, look, &a);
    weft_group_spawn(&group, look, &b);
    WEFT_TRY(weft_sleep(1));
    weft_event_set(&event);
    weft_event_clear(&event);
    weft_group_spawn(&group, look, &late);
    WEFT_TRY(weft_sleep(1));
    weft_event_set(&event);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: ok, not set\n[1.000] B: ok, not set\n[2.000] late: ok, set\n");
    weft_event_clear(&event);
    return WEFT_OK;
}

static int twice(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    weft_event_set(&event);
    weft_event_set(&event);
    EXPECT(weft_event_is_set(&event));
    weft_event_clear(&event);
    weft_event_clear(&event);
    EXPECT(!weft_event_is_set(&event));
    weft_task task = weft_spawn(look, &a);
    WEFT_TRY(weft_yield());
    weft_event_clear(&event); /* does not concern who waits */
    weft_event_set(&event);
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[0.000] A: ok, set\n");
    weft_event_clear(&event);
    return WEFT_OK;
}

WEFT_TESTS(KEPT(begins_unset, "170", "it begins unset, and a cancelled waiter has left"),
           KEPT(wakes_all, "171", "set wakes all in order in the next turn; who set it goes on"),
           KEPT(spawned_before_the_set, "172", "a task not yet begun passes before those who wait"),
           KEPT(set_already, "173", "waiting for what is set does not yield"),
           KEPT(set_and_cleared, "174", "cleared at once, it still wakes those who waited, and nobody else"),
           KEPT(twice, "175", "setting and clearing twice changes nothing"))

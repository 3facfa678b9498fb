/* Semaphore: order, hand-over, bounds (docs/old-bugs.md, 1, 4, 6). */
#include "check.h"

static int worker(void *arg)
{
    struct actor *me = arg;

    WEFT_TRY(weft_semaphore_acquire(me->thing));
    note("%s in", me->name);
    int err = weft_sleep(me->seconds);
    weft_semaphore_release(me->thing);
    return err;
}

static int three_at_a_time(void *arg)
{
    weft_semaphore two = WEFT_SEMAPHORE(2);
    struct actor a = {"A", &two, 1, 0, 0}, b = {"B", &two, 2, 0, 0}, c = {"C", &two, 1, 0, 0};

    (void)arg;
    WEFT_TRY(weft_gather({worker, &a}, {worker, &b}, {worker, &c}));
    EXPECT_LOG("[0.000] A in\n[0.000] B in\n[1.000] C in\n");
    EXPECT_IS(two.permits, 2);
    return WEFT_OK;
}

static int cancelled_with_a_permit(void *arg)
{
    weft_semaphore one = WEFT_SEMAPHORE(0);
    struct actor a = {"A", &one, 9, 0, 0}, b = {"B", &one, 1, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, worker, &a);
    weft_group_spawn(&group, worker, &b);
    WEFT_TRY(weft_sleep(1));
    weft_semaphore_release(&one);
    EXPECT_IS(weft_task_cancel(first), WEFT_OK); /* after it was given: the cancel arrives at its next wait, and the permit goes on */
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A in\n[1.000] B in\n");
    EXPECT_IS(one.permits, 1);
    return WEFT_OK;
}

static int cancelled_before_a_permit(void *arg)
{
    weft_semaphore none = WEFT_SEMAPHORE(0);
    struct actor a = {"A", &none, 1, 0, 0}, b = {"B", &none, 1, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, worker, &a);
    weft_group_spawn(&group, worker, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    weft_semaphore_release(&none);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] B in\n");
    EXPECT_IS(none.permits, 1);
    return WEFT_OK;
}

static int bounds(void *arg)
{
    weft_semaphore bounded = WEFT_BOUNDED_SEMAPHORE(1), plain = WEFT_SEMAPHORE(0);

    (void)arg;
    EXPECT_IS(weft_semaphore_release(&bounded), WEFT_INVALID);
    EXPECT_IS(bounded.permits, 1);
    EXPECT_IS(weft_semaphore_release(&plain), WEFT_OK);
    EXPECT_IS(plain.permits, 1);
    EXPECT(!weft_semaphore_locked(&plain));
    WEFT_TRY(weft_semaphore_acquire(&plain));
    EXPECT(weft_semaphore_locked(&plain));
    return WEFT_OK;
}

static int inside;

static int careful(void *arg)
{
    struct actor *me = arg;

    for (int i = 0; i < 4; i++) {
        if (weft_semaphore_acquire(me->thing))
            continue;
        EXPECT(++inside <= 2);
        int err = weft_sleep(weft_random());
        (void)err;
        inside--;
        weft_semaphore_release(me->thing);
    }
    return WEFT_OK;
}

static int storm(void *arg)
{
    weft_semaphore two = WEFT_SEMAPHORE(2);
    struct actor actor = {"", &two, 0, 0, 0};
    weft_task tasks[6];

    (void)arg;
    inside = 0;
    WEFT_GROUP(group);
    for (int i = 0; i < 6; i++)
        tasks[i] = weft_group_spawn(&group, careful, &actor);
    for (int i = 0; i < 20; i++) {
        WEFT_TRY(weft_sleep(weft_random() / 2));
        (void)weft_task_cancel(tasks[(int)(weft_random() * 6)]);
    }
    WEFT_TRY(weft_group_join(&group));
    EXPECT_IS(two.permits, 2);
    return WEFT_OK;
}

WEFT_TESTS(CASE(three_at_a_time, "no more than its permits at a time"),
           CASE(cancelled_with_a_permit, "cancelled after the permit was given: it goes on (asyncio#270)"),
           CASE(cancelled_before_a_permit, "cancelled before: it takes none"),
           CASE(bounds, "a bounded one refuses to grow"),
           CASE_ANY_ORDER(storm, "cancels at any moment: permits plus holders stay the same"))

/* Lock: order, hand-over, cancel at the worst moments (docs/old-bugs.md, 1 to 5). */
#include "check.h"

static int holder(void *arg)
{
    struct actor *me = arg;

    me->result = weft_lock_acquire(me->thing);
    if (me->result) {
        note("%s: %s", me->name, weft_error_name(me->result));
        return me->result;
    }
    note("%s has it", me->name);
    int err = weft_sleep(me->seconds);
    weft_lock_release(me->thing);
    return err;
}

static int waiters_in_order(void *arg)
{
    weft_lock lock = {0};
    struct actor a = {"A", &lock, 1, 0, 0}, b = {"B", &lock, 1, 0, 0}, c = {"C", &lock, 1, 0, 0};

    (void)arg;
    WEFT_TRY(weft_gather({holder, &a}, {holder, &b}, {holder, &c}));
    EXPECT_LOG("[0.000] A has it\n[1.000] B has it\n[2.000] C has it\n");
    EXPECT(!weft_lock_locked(&lock));
    return WEFT_OK;
}

static int no_barging(void *arg)
{
    weft_lock lock = {0};
    struct actor b = {"B", &lock, 1, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_group_spawn(&group, holder, &b);
    WEFT_TRY(weft_sleep(1));
    weft_lock_release(&lock); /* B's from now on, though it has not run yet */
    EXPECT(weft_lock_locked(&lock));
    WEFT_TRY(weft_lock_acquire(&lock));
    note("main again");
    weft_lock_release(&lock);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] B has it\n[2.000] main again\n");
    return WEFT_OK;
}

/* Chosen, then cancelled before it ran: it keeps the lock, learns of the cancel at its next wait, and the third gets it. */
static int cancelled_after_choice(void *arg)
{
    weft_lock lock = {0};
    struct actor b = {"B", &lock, 5, 0, 0}, c = {"C", &lock, 1, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task chosen = weft_group_spawn(&group, holder, &b);
    weft_group_spawn(&group, holder, &c);
    WEFT_TRY(weft_sleep(1));
    weft_lock_release(&lock);
    EXPECT_IS(weft_task_cancel(chosen), WEFT_OK);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] B has it\n[1.000] C has it\n");
    EXPECT(!weft_lock_locked(&lock));
    return WEFT_OK;
}

/* Cancelled, then released in the same step: the cancelled one has left the queue, the next gets it, and only it. */
static int cancelled_before_release(void *arg)
{
    weft_lock lock = {0};
    struct actor b = {"B", &lock, 1, 0, 0}, c = {"C", &lock, 1, 0, 0}, d = {"D", &lock, 1, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task first = weft_group_spawn(&group, holder, &b);
    weft_group_spawn(&group, holder, &c);
    weft_group_spawn(&group, holder, &d);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    weft_lock_release(&lock);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] B: cancelled\n[1.000] C has it\n[2.000] D has it\n");
    EXPECT(!weft_lock_locked(&lock));
    return WEFT_OK;
}

static int misuse(void *arg)
{
    weft_lock lock = {0};
    struct actor b = {"B", &lock, 3, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    EXPECT_IS(weft_lock_release(&lock), WEFT_USAGE);
    weft_group_spawn(&group, holder, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_lock_release(&lock), WEFT_USAGE); /* B's */
    EXPECT(weft_lock_locked(&lock));
    return weft_group_join(&group);
}

static int taken_twice(void *arg)
{
    weft_lock lock = {0};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    WEFT_TRY(weft_lock_acquire(&lock));
    return WEFT_OK;
}

/* Whatever is cancelled and whenever: nobody enters twice, and in the end it is free. */
static int inside;

static int careful(void *arg)
{
    struct actor *me = arg;

    for (int i = 0; i < 4; i++) {
        int err = weft_lock_acquire(me->thing);
        if (err)
            continue; /* cancelled while it waited: not held */
        EXPECT_IS(++inside, 1);
        err = weft_sleep(weft_random());
        inside--;
        weft_lock_release(me->thing);
    }
    return WEFT_OK;
}

static int storm(void *arg)
{
    weft_lock lock = {0};
    struct actor actors[5] = {{"0", &lock, 0, 0, 0}, {"1", &lock, 0, 0, 0}, {"2", &lock, 0, 0, 0},
                              {"3", &lock, 0, 0, 0}, {"4", &lock, 0, 0, 0}};
    weft_task tasks[5];

    (void)arg;
    inside = 0;
    WEFT_GROUP(group);
    for (int i = 0; i < 5; i++)
        tasks[i] = weft_group_spawn(&group, careful, &actors[i]);
    for (int i = 0; i < 20; i++) {
        WEFT_TRY(weft_sleep(weft_random() / 2));
        (void)weft_task_cancel(tasks[(int)(weft_random() * 5)]);
    }
    WEFT_TRY(weft_group_join(&group));
    EXPECT(!weft_lock_locked(&lock));
    return WEFT_OK;
}

static weft_lock left_behind, other;

static int holds_to_its_end(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_lock_acquire(&left_behind));
    return weft_sleep(1);
}

static int waits_for_it(void *arg)
{
    struct actor *self = arg;

    self->result = weft_lock_acquire(self->thing);
    return self->result ? self->result : weft_lock_release(self->thing);
}

static int orphans_of_one_lock(void *arg)
{
    struct actor a = {.thing = &left_behind, .result = 99}, b = {.thing = &other, .result = 99};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&other));
    weft_task holder = weft_spawn(holds_to_its_end, NULL);
    WEFT_TRY(weft_yield());
    weft_task first = weft_spawn(waits_for_it, &a), second = weft_spawn(waits_for_it, &b);
    WEFT_TRY(weft_join(holder));
    EXPECT_IS(weft_join(first), WEFT_BROKEN);
    EXPECT(!weft_task_ended(second)); /* which waits for a lock of somebody else's */
    WEFT_TRY(weft_lock_release(&other));
    return weft_join(second);
}

WEFT_TESTS(CASE(waiters_in_order, "waiters get it in the order they came"),
           CASE(no_barging, "a release hands over: nobody slips in between"),
           CASE(cancelled_after_choice, "chosen and then cancelled: kept, and not lost (bpo-27585)"),
           CASE(cancelled_before_release, "cancelled and released at once: exactly one enters (bpo-32734)"),
           CASE(orphans_of_one_lock, "a holder that ends is told to those who wait for its lock, and to no others"),
           CASE(misuse, "a stranger's unlock is refused"),
           CASE_EXITS(taken_twice, "taking it twice is a deadlock", WEFT_EXIT_DEADLOCK),
           CASE_ANY_ORDER(storm, "cancels at any moment: one holder at most, free at the end"))

/* SEMA: semaphores, plain and bounded (statements 161 to 169). */
#include "case.h"

static weft_semaphore permits;

static int set_permits(uint32_t count)
{
    permits = (weft_semaphore)WEFT_SEMAPHORE(count);
    return WEFT_OK;
}

static int take(void *arg)
{
    struct actor *self = arg;

    self->result = weft_semaphore_acquire(&permits);
    note("%s: %s", self->name, self->result ? weft_error_name(self->result) : "has one");
    WEFT_TRY(self->result);
    return self->seconds > 0 ? weft_sleep(self->seconds) : WEFT_OK;
}

static int first_values(void *arg)
{
    weft_semaphore negative = WEFT_SEMAPHORE(UINT32_MAX), none = WEFT_SEMAPHORE(0), one = WEFT_SEMAPHORE(1);
    unsigned before = tick;

    (void)arg;
    EXPECT_IS(weft_semaphore_acquire(&negative), WEFT_INVALID); /* what -1 becomes */
    EXPECT_IS(weft_semaphore_release(&negative), WEFT_INVALID);
    EXPECT(weft_semaphore_locked(&none));
    EXPECT(!weft_semaphore_locked(&one));
    WEFT_TRY(weft_semaphore_acquire(&one));
    EXPECT_IS(tick, before);
    EXPECT(weft_semaphore_locked(&one));
    EXPECT_IS(weft_wait_for(weft_semaphore_acquire(&none), 1), WEFT_TIMEOUT);
    return WEFT_OK;
}

static int strict_order(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"}, c = {.name = "C"};

    (void)arg;
    set_permits(0);
    WEFT_GROUP(group);
    weft_group_spawn(&group, take, &a);
    weft_group_spawn(&group, take, &b);
    WEFT_TRY(weft_sleep(1));
    weft_semaphore_release(&permits);
    weft_group_spawn(&group, take, &c); /* comes before A has run */
    WEFT_TRY(weft_sleep(1));
    weft_semaphore_release(&permits);
    weft_semaphore_release(&permits);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: has one\n[2.000] B: has one\n[2.000] C: has one\n");
    return WEFT_OK;
}

static int no_barging(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    set_permits(0);
    weft_task task = weft_spawn(take, &a);
    WEFT_TRY(weft_sleep(1));
    weft_semaphore_release(&permits);
    EXPECT_IS(permits.permits, 0);
    EXPECT(weft_semaphore_locked(&permits));
    EXPECT_IS(weft_wait_for(weft_semaphore_acquire(&permits), 1), WEFT_TIMEOUT);
    EXPECT_LOG("[1.000] A: has one\n");
    return weft_join(task);
}

static int locked_while_somebody_waits(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    set_permits(0);
    WEFT_GROUP(group);
    weft_group_spawn(&group, take, &a);
    weft_group_spawn(&group, take, &b);
    WEFT_TRY(weft_yield());
    weft_semaphore_release(&permits); /* B still waits */
    EXPECT(weft_semaphore_locked(&permits));
    weft_semaphore_release(&permits);
    weft_semaphore_release(&permits); /* nobody does */
    EXPECT(!weft_semaphore_locked(&permits));
    return weft_group_join(&group);
}

static int cancelled_before(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    set_permits(0);
    weft_task first = weft_spawn(take, &a), second = weft_spawn(take, &b);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    weft_semaphore_release(&permits);
    WEFT_TRY(weft_join(second));
    EXPECT_IS(weft_join(first), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] B: has one\n");
    EXPECT_IS(permits.permits, 0);
    return WEFT_OK;
}

static int cancelled_after(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    set_permits(0);
    weft_task first = weft_spawn(take, &a), second = weft_spawn(take, &b);
    WEFT_TRY(weft_sleep(1));
    weft_semaphore_release(&permits); /* A's */
    EXPECT_IS(weft_task_cancel(first), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    note("B waits: %s; free: %u", weft_task_ended(second) ? "no" : "yes", (unsigned)permits.permits);
    note("A ends: %s", weft_error_name(weft_join(first)));
    EXPECT_LOG("[1.000] A: has one\n[2.000] B waits: yes; free: 0\n[2.000] A ends: cancelled\n");
    weft_semaphore_release(&permits); /* what A would do at its exit */
    return weft_join(second);
}

static int many_at_once(void *arg)
{
    struct actor all[] = {{.name = "1"}, {.name = "2"}, {.name = "3"}, {.name = "4"}};

    (void)arg;
    set_permits(0);
    WEFT_GROUP(group);
    for (int i = 0; i < 4; i++)
        weft_group_spawn(&group, take, &all[i]);
    WEFT_TRY(weft_sleep(1));
    for (int i = 0; i < 4; i++)
        weft_semaphore_release(&permits);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] 1: has one\n[1.000] 2: has one\n[1.000] 3: has one\n[1.000] 4: has one\n");
    EXPECT_IS(permits.permits, 0);
    return WEFT_OK;
}

static int bounds(void *arg)
{
    weft_semaphore bounded = WEFT_BOUNDED_SEMAPHORE(2), none = WEFT_BOUNDED_SEMAPHORE(0), plain = WEFT_SEMAPHORE(2);

    (void)arg;
    EXPECT_IS(weft_semaphore_release(&bounded), WEFT_INVALID);
    EXPECT_IS(bounded.permits, 2);
    WEFT_TRY(weft_semaphore_acquire(&bounded));
    EXPECT_IS(weft_semaphore_release(&bounded), WEFT_OK);
    EXPECT_IS(bounded.permits, 2);
    EXPECT_IS(weft_semaphore_release(&none), WEFT_INVALID);
    EXPECT_IS(none.permits, 0);
    weft_semaphore_release(&plain);
    weft_semaphore_release(&plain);
    EXPECT_IS(plain.permits, 4);
    return WEFT_OK;
}

/* Seeds S0-02 and S3-13: ten jobs of a second, three at a time. */
static int job(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_semaphore_acquire(&permits));
    WEFT_RELEASE_AT_EXIT(&permits);
    note("job %d", self->count);
    return weft_sleep(1);
}

static int batches(void *arg)
{
    struct actor jobs[10];

    (void)arg;
    set_permits(3);
    for (int i = 0; i < 10; i++)
        jobs[i] = (struct actor){.count = i};
    WEFT_TRY(weft_gather_each(job, jobs, 10));
    note("end");
    EXPECT_LOG("[0.000] job 0\n[0.000] job 1\n[0.000] job 2\n[1.000] job 3\n[1.000] job 4\n[1.000] job 5\n"
               "[2.000] job 6\n[2.000] job 7\n[2.000] job 8\n[3.000] job 9\n[4.000] end\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(first_values, "161", "a negative number is refused, none starts locked, a free permit needs no wait"),
           KEPT(strict_order, "162", "first come, first served"),
           KEPT(no_barging, "163", "a released permit is the first waiter's at once"),
           KEPT(locked_while_somebody_waits, "164", "locked as long as somebody waits"),
           KEPT(cancelled_before, "165", "cancelled before its turn: it takes no permit"),
           DIFFERENT(cancelled_after, "166", "a waiter that was handed a permit has it"),
           KEPT(many_at_once, "167", "four releases wake four waiters"),
           KEPT(bounds, "168", "a bounded one refuses to grow, a plain one grows"),
           KEPT(batches, "169", "three at a time"))

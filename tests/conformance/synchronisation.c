/* TSYN: Trio's synchronisation (statements 370 to 377). */
#include "case.h"

static weft_lock lock;

static int take(void *arg)
{
    struct actor *self = arg;

    self->result = weft_lock_acquire(&lock);
    note("%s: %s", self->name, self->result ? weft_error_name(self->result) : "has it");
    if (self->result)
        return WEFT_OK;
    int err = self->seconds > 0 ? weft_sleep(self->seconds) : WEFT_OK;
    return self->count ? err : weft_lock_release(&lock); /* with a count it forgets to */
}

static int an_event_can_be_cleared(void *arg)
{
    weft_event event = {0};

    (void)arg;
    weft_event_set(&event);
    note("set: %s", weft_event_is_set(&event) ? "true" : "false");
    weft_event_clear(&event);
    note("cleared: %s", weft_event_is_set(&event) ? "true" : "false");
    return WEFT_OK;
}

static int takes_it_twice(void *arg)
{
    weft_lock own = {0};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&own));
    int err = weft_wait_for(weft_lock_acquire(&own), 1);
    note("the holder takes it again: %s", weft_error_name(err));
    return weft_lock_release(&own);
}

static int stranger(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1};

    (void)arg;
    weft_task task = weft_spawn(take, &a);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_lock_release(&lock), WEFT_USAGE);
    return weft_join(task);
}

static int holder_is_gone(void *arg)
{
    struct actor forgets = {.name = "A", .seconds = 1, .count = 1}, b = {.name = "B"}, c = {.name = "C"}, late = {.name = "late"};

    (void)arg;
    WEFT_TRY(weft_gather({take, &forgets}, {take, &b}, {take, &c}));
    WEFT_TRY(weft_gather({take, &late}));
    EXPECT_LOG("[0.000] A: has it\n[1.000] B: broken\n[1.000] C: broken\n[1.000] late: broken\n");
    lock = (weft_lock){0};
    return WEFT_OK;
}

static int listens(void *arg)
{
    weft_condition *news = arg;

    WEFT_TRY(weft_condition_acquire(news));
    int err = weft_condition_wait(news);
    note("the listener: %s", weft_error_name(err));
    EXPECT_IS(weft_condition_release(news), WEFT_USAGE); /* it does not hold it */
    return WEFT_OK;
}

static int notifies_and_forgets(void *arg)
{
    WEFT_TRY(weft_condition_acquire(arg));
    return weft_condition_notify(arg, 1);
}

static int holder_is_gone_under_a_condition(void *arg)
{
    weft_condition news = {0};

    (void)arg;
    WEFT_TRY(weft_gather({listens, &news}, {notifies_and_forgets, &news}));
    EXPECT_LOG("[0.000] the listener: broken\n");
    return WEFT_OK;
}

static int hand_over(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&lock));
    weft_task task = weft_spawn(take, &a);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_lock_release(&lock));
    EXPECT(weft_lock_locked(&lock)); /* A's already */
    EXPECT_IS(weft_wait_for(weft_lock_acquire(&lock), 0), WEFT_TIMEOUT);
    WEFT_TRY(weft_lock_acquire(&lock)); /* behind A */
    EXPECT_LOG("[0.000] A: has it\n");
    WEFT_TRY(weft_lock_release(&lock));
    return weft_join(task);
}

static weft_condition news;

static int waits_for_news(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_LEAVE_CONDITION_AT_EXIT(&news);
    WEFT_TRY(weft_condition_wait(&news));
    note("%s: notified", self->name);
    return WEFT_OK;
}

static int takes_the_lock(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_condition_acquire(&news));
    note("a third: has the lock");
    return weft_condition_release(&news);
}

static int notified_ones_ask_for_the_lock(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B"};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, waits_for_news, &a);
    weft_group_spawn(&group, waits_for_news, &b);
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, takes_the_lock, NULL); /* runs before A and B, which are woken after this */
    WEFT_TRY(weft_condition_acquire(&news));
    WEFT_TRY(weft_condition_notify_all(&news));
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_condition_release(&news));
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] a third: has the lock\n[1.000] A: notified\n[1.000] B: notified\n");
    return WEFT_OK;
}

static int a_maximum(void *arg)
{
    weft_semaphore semaphore = {.permits = 1, .bound = 2, .bounded = true};

    (void)arg;
    EXPECT_IS(weft_semaphore_release(&semaphore), WEFT_OK);
    EXPECT_IS(weft_semaphore_release(&semaphore), WEFT_INVALID);
    EXPECT_IS(semaphore.permits, 2);
    return WEFT_OK;
}

static weft_limiter limiter;

static int borrow(void *arg)
{
    struct actor *self = arg;
    WEFT_LOAN(loan);
    self->result = weft_limiter_borrow(&limiter, &loan);
    note("%s: %s", self->name, weft_error_name(self->result));
    WEFT_TRY(self->result);
    return weft_sleep(self->seconds);
}

static int one_token_each(void *arg)
{
    weft_loan loan = {0}, second = {0};
    struct actor a = {.name = "A"};

    (void)arg;
    limiter = (weft_limiter)WEFT_LIMITER(2);
    EXPECT_IS(weft_limiter_return(&limiter, &loan), WEFT_USAGE);
    WEFT_TRY(weft_limiter_borrow(&limiter, &loan));
    EXPECT_IS(weft_limiter_borrow(&limiter, &second), WEFT_USAGE);
    EXPECT_IS(weft_limiter_return(&limiter, &second), WEFT_USAGE);
    WEFT_TRY(weft_gather({borrow, &a}));
    WEFT_TRY(weft_limiter_return(&limiter, &loan));
    EXPECT_IS(weft_limiter_return(&limiter, &loan), WEFT_USAGE);
    EXPECT_LOG("[0.000] A: ok\n");
    return WEFT_OK;
}

static weft_loan lent;

static int gives_back(void *arg)
{
    struct actor *self = arg;

    self->result = weft_limiter_return(&limiter, &lent);
    return WEFT_OK;
}

static int a_stranger_gives_back(void *arg)
{
    struct actor a = {.name = "A"};

    (void)arg;
    limiter = (weft_limiter)WEFT_LIMITER(1);
    WEFT_TRY(weft_limiter_borrow(&limiter, &lent));
    WEFT_TRY(weft_gather({gives_back, &a}));
    EXPECT_IS(a.result, WEFT_USAGE);
    return weft_limiter_return(&limiter, &lent);
}

static int sizes_that_change(void *arg)
{
    struct actor all[] = {{.name = "A", .seconds = 3}, {.name = "B", .seconds = 3}, {.name = "C", .seconds = 3},
                          {.name = "D", .seconds = 3}};

    (void)arg;
    limiter = (weft_limiter)WEFT_LIMITER(0);
    WEFT_GROUP(group);
    for (int i = 0; i < 4; i++)
        weft_group_spawn(&group, borrow, &all[i]);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("");
    weft_limiter_resize(&limiter, 2); /* A and B */
    WEFT_TRY(weft_sleep(1));
    weft_limiter_resize(&limiter, 1); /* takes nothing away */
    WEFT_TRY(weft_sleep(3));          /* A and B are done at 4, C comes alone */
    weft_limiter_resize(&limiter, UINT32_MAX);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] A: ok\n[1.000] B: ok\n[4.000] C: ok\n[5.000] D: ok\n");
    return WEFT_OK;
}

static int no_residue(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1}, b = {.name = "B", .seconds = 1};
    weft_loan loan = {0};

    (void)arg;
    limiter = (weft_limiter)WEFT_LIMITER(1);
    WEFT_TRY(weft_limiter_borrow(&limiter, &loan));
    for (int i = 0; i < 3; i++) {
        weft_task task = weft_spawn(borrow, &a);
        WEFT_TRY(weft_yield());
        EXPECT_IS(weft_task_cancel(task), WEFT_OK);
        EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    }
    weft_task last = weft_spawn(borrow, &b);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_limiter_return(&limiter, &loan));
    WEFT_TRY(weft_join(last));
    EXPECT_LOG("[0.000] A: cancelled\n[0.000] A: cancelled\n[0.000] A: cancelled\n[0.000] B: ok\n");
    return WEFT_OK;
}

WEFT_TESTS(DIFFERENT(an_event_can_be_cleared, "370", "there is one event, with clear"),
           DIFFERENT(takes_it_twice, "371", "who holds it and takes it again waits"),
           KEPT(stranger, "371", "only the holder may release"),
           KEPT(holder_is_gone, "372", "its holder ended without releasing it: who waits and who comes is told"),
           KEPT(holder_is_gone_under_a_condition, "372", "the same for who was notified"),
           KEPT(hand_over, "373", "a released lock is the first waiter's at once"),
           DIFFERENT(notified_ones_ask_for_the_lock, "374", "who was notified asks for the lock when it runs"),
           KEPT(a_maximum, "375", "no release above the maximum"),
           KEPT(one_token_each, "376", "one token each, given back once"),
           KEPT(a_stranger_gives_back, "376", "only the borrower may give back"),
           KEPT(sizes_that_change, "377", "it grows and shrinks while it is used; none and any number are fine"),
           KEPT(no_residue, "377", "a cancelled waiter leaves nothing behind"))

/* Event and condition (docs/old-bugs.md, 9 to 12). */
#include "check.h"

static int waiter(void *arg)
{
    struct actor *me = arg;

    me->result = weft_event_wait(me->thing);
    note("%s: %s", me->name, weft_error_name(me->result));
    return me->result;
}

static int set_then_clear(void *arg)
{
    weft_event event = {0};
    struct actor a = {"A", &event, 0, 0, 0}, b = {"B", &event, 0, 0, 0}, late = {"late", &event, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, waiter, &a);
    weft_group_spawn(&group, waiter, &b);
    WEFT_TRY(weft_sleep(1));
    weft_event_set(&event);
    weft_event_clear(&event);
    weft_group_spawn(&group, waiter, &late);
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[1.000] A: ok\n[1.000] B: ok\n");
    weft_event_set(&event);
    return weft_group_join(&group);
}

static int spawned_before_set_passes_first(void *arg)
{
    weft_event event = {0};
    struct actor a = {"A", &event, 0, 0, 0}, b = {"B", &event, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, waiter, &a);
    WEFT_TRY(weft_sleep(1));
    weft_group_spawn(&group, waiter, &b);
    weft_event_set(&event);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] B: ok\n[1.000] A: ok\n");
    return WEFT_OK;
}

/* Set, then cancelled before it ran: nothing is lost by it, so the cancel arrives at once, as in asyncio. */
static int set_then_cancelled(void *arg)
{
    weft_event event = {0};
    struct actor a = {"A", &event, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, waiter, &a);
    WEFT_TRY(weft_sleep(1));
    weft_event_set(&event);
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled\n");
    return WEFT_OK;
}

static int listener(void *arg)
{
    struct actor *me = arg;
    weft_condition *condition = me->thing;

    WEFT_TRY(weft_lock_acquire(&condition->lock));
    me->result = weft_condition_wait(condition);
    EXPECT(weft_lock_locked(&condition->lock)); /* whatever it returned */
    note("%s: %s", me->name, weft_error_name(me->result));
    weft_lock_release(&condition->lock);
    return me->result;
}

static int notify_in_order(void *arg)
{
    weft_condition condition = {0};
    struct actor a = {"A", &condition, 0, 0, 0}, b = {"B", &condition, 0, 0, 0}, c = {"C", &condition, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, listener, &a);
    weft_group_spawn(&group, listener, &b);
    weft_group_spawn(&group, listener, &c);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_condition_notify(&condition, 1), WEFT_USAGE); /* not held */
    WEFT_TRY(weft_lock_acquire(&condition.lock));
    EXPECT_IS(weft_condition_notify(&condition, 2), WEFT_OK);
    WEFT_TRY(weft_sleep(1)); /* they wait for the lock now */
    weft_lock_release(&condition.lock);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_lock_acquire(&condition.lock));
    EXPECT_IS(weft_condition_notify_all(&condition), WEFT_OK);
    weft_lock_release(&condition.lock);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[2.000] A: ok\n[2.000] B: ok\n[3.000] C: ok\n");
    return WEFT_OK;
}

/* Cancelled while it waits for news: the cancel arrives once the lock is held again. */
static int cancelled_listener_holds_the_lock(void *arg)
{
    weft_condition condition = {0};
    struct actor a = {"A", &condition, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, listener, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_lock_acquire(&condition.lock));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_cancel(task), WEFT_OK); /* absorbed while it takes the lock again */
    weft_lock_release(&condition.lock);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[2.000] A: cancelled\n");
    return WEFT_OK;
}

/* Notified, then cancelled: the notification stays with it, nobody else is needed to take it on. */
static int notified_then_cancelled(void *arg)
{
    weft_condition condition = {0};
    struct actor a = {"A", &condition, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, listener, &a);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_lock_acquire(&condition.lock));
    EXPECT_IS(weft_condition_notify(&condition, 1), WEFT_OK);
    EXPECT_IS(weft_task_cancel(task), WEFT_OK);
    weft_lock_release(&condition.lock);
    EXPECT_IS(weft_group_join(&group), WEFT_OK); /* it had its news, and no other wait came */
    EXPECT_LOG("[1.000] A: ok\n");
    return WEFT_OK;
}

static int notify_nobody_is_lost(void *arg)
{
    weft_condition condition = {0};

    (void)arg;
    WEFT_TRY(weft_lock_acquire(&condition.lock));
    EXPECT_IS(weft_condition_notify(&condition, 1), WEFT_OK);
    EXPECT_IS(weft_wait_for(weft_condition_wait(&condition), 1), WEFT_TIMEOUT);
    EXPECT(weft_lock_locked(&condition.lock)); /* held after a timeout, too */
    weft_lock_release(&condition.lock);
    return WEFT_OK;
}

WEFT_TESTS(CASE(set_then_clear, "set then clear wakes those who waited, and only them (tokio#5404)"),
           CASE(spawned_before_set_passes_first, "a task not yet begun passes before those who wait"),
           CASE(set_then_cancelled, "a wake that only says go on yields to a cancel"),
           CASE(notify_in_order, "notify serves in order, once the lock is let go"),
           CASE(cancelled_listener_holds_the_lock, "cancelled: the lock is held again (bpo-22970, bpo-32841)"),
           CASE(notified_then_cancelled, "notified and cancelled at once: no news is lost (gh-112202)"),
           CASE(notify_nobody_is_lost, "a notify for nobody is not kept"))

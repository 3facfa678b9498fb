/* Groups and gather (docs/old-bugs.md, 25 to 30). */
#include "check.h"

enum { BAD = 1, WORSE = 2 };

static int child(void *arg)
{
    struct actor *me = arg;
    int err = weft_sleep(me->seconds);

    note("%s: %s", me->name, weft_error_name(err));
    if (err)
        return err;
    return me->count ? weft_raise(me->count, "%s failed", me->name) : WEFT_OK;
}

static int first_failure_cancels_the_rest(void *arg)
{
    struct actor a = {"A", NULL, 1, 0, 0}, b = {"B", NULL, 2, 0, 0}, c = {"C", NULL, 0.5, BAD, 0};
    weft_task failed = {0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    weft_group_spawn(&group, child, &b);
    weft_group_spawn(&group, child, &c);
    EXPECT_IS(weft_group_join(&group), BAD);
    EXPECT(strcmp(weft_error_text(), "C failed") == 0);
    EXPECT(weft_group_next_failed(&group, &failed));
    EXPECT(strcmp(weft_task_error_text(failed), "C failed") == 0);
    EXPECT(!weft_group_next_failed(&group, &failed));
    EXPECT_LOG("[0.500] C: ok\n[0.500] A: cancelled\n[0.500] B: cancelled\n");
    EXPECT_IS(weft_group_spawn(&group, child, &a).slot, 0); /* it has ended */
    return WEFT_OK;
}

static int early_return(void *arg)
{
    struct actor *me = arg;

    WEFT_GROUP(group);
    weft_group_spawn(&group, child, me);
    WEFT_TRY(weft_sleep(1));
    return BAD; /* the scope cancels and waits */
}

static int leaving_the_scope(void *arg)
{
    struct actor a = {"A", NULL, 9, 0, 0};

    (void)arg;
    EXPECT_IS(early_return(&a), BAD);
    note("left");
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] left\n");
    return WEFT_OK;
}

static int parent(void *arg)
{
    struct actor a = {"A", NULL, 9, 0, 0}, b = {"B", NULL, 9, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    weft_group_spawn(&group, child, &b);
    int err = weft_group_join(&group);
    note("parent: %s", weft_error_name(err));
    return err;
}

static int cancelled_parent(void *arg)
{
    weft_task task = weft_spawn(parent, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] B: cancelled\n[1.000] parent: cancelled\n");
    return WEFT_OK;
}

static int fails_in_cleanup(void *arg)
{
    (void)arg;
    int err = weft_sleep(9);
    WEFT_TRY(weft_sleep(1));
    return err ? BAD : WEFT_OK;
}

static int unlucky_parent(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, fails_in_cleanup, NULL);
    EXPECT_IS(weft_group_join(&group), BAD); /* the child's error wins ... */
    EXPECT_IS(weft_sleep(1), WEFT_CANCELLED); /* ... and the cancel is not lost (gh-95704, 141) */
    return WEFT_CANCELLED;
}

static int cancel_and_failure(void *arg)
{
    weft_task task = weft_spawn(unlucky_parent, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    WEFT_TRY(weft_sleep(0.5));
    (void)weft_task_cancel(task); /* absorbed while its children clean up (139) */
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

static int one_cancel_and_failure(void *arg)
{
    weft_task task = weft_spawn(unlucky_parent, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

static int a_cancelled_child_is_no_failure(void *arg)
{
    struct actor a = {"A", NULL, 9, 0, 0}, b = {"B", NULL, 2, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, child, &a);
    weft_group_spawn(&group, child, &b);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(first);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A: cancelled\n[2.000] B: ok\n");
    return WEFT_OK;
}

static int spawner(void *arg)
{
    struct actor *me = arg;

    if (me->count > 0) {
        me->count--;
        weft_group_spawn((weft_group *)me->thing, spawner, me);
    }
    return weft_sleep(1);
}

static int grows_while_joined(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    struct actor a = {"A", &group, 0, 5, 0};
    weft_group_spawn(&group, spawner, &a);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_IS(a.count, 0);
    return WEFT_OK;
}

static int reap(void *arg)
{
    struct actor a = {"A", NULL, 0, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_task task = {0};
    for (int i = 0; i < 10; i++)
        task = weft_group_spawn(&group, child, &a);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_task_result(task), WEFT_OK);
    EXPECT_IS(weft_group_reap(&group), 10);
    EXPECT_IS(weft_task_result(task), WEFT_STALE);
    return weft_group_join(&group);
}

static int gather_results(void *arg)
{
    struct actor a = {"A", NULL, 2, 0, 0}, b = {"B", NULL, 1, BAD, 0}, c = {"C", NULL, 3, WORSE, 0};
    int codes[3];

    (void)arg;
    WEFT_TRY(weft_gather_settled(((weft_call[]){{child, &a}, {child, &b}, {child, &c}}), codes, 3));
    EXPECT_IS(codes[0], WEFT_OK);
    EXPECT_IS(codes[1], BAD);
    EXPECT_IS(codes[2], WORSE);
    EXPECT_IS((int)weft_time(), 3);
    EXPECT_IS(weft_gather({child, &a}, {child, &b}, {child, &c}), BAD);
    EXPECT_IS((int)weft_time(), 4); /* the others were cancelled and waited for */
    EXPECT_IS(weft_gather_all(NULL, 0), WEFT_OK);
    return WEFT_OK;
}

static int gatherer(void *arg)
{
    struct actor *actors = arg;
    int err = weft_gather({child, &actors[0]}, {child, &actors[1]});

    note("gather: %s", weft_error_name(err));
    return err;
}

static int cancelled_gather(void *arg)
{
    struct actor actors[2] = {{"A", NULL, 9, 0, 0}, {"B", NULL, 9, 0, 0}};
    weft_task task = weft_spawn(gatherer, actors);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A: cancelled\n[1.000] B: cancelled\n[1.000] gather: cancelled\n");
    return WEFT_OK;
}

static int wake_turns(void *arg)
{
    struct actor a = {"A", NULL, 0, 0, 0};
    weft_task task = weft_spawn(child, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    EXPECT(weft_task_ended(task));
    uint64_t before = weft__loop.turn;
    WEFT_TRY(weft_join(task)); /* done already: no turn passes (005) */
    EXPECT_IS(weft__loop.turn - before, 0);
    return WEFT_OK;
}

static int leftover(void *arg)
{
    struct actor *me = arg;
    int err = weft_sleep(9);

    note("%s: %s", me->name, weft_error_name(err));
    WEFT_TRY(weft_sleep(0.5));
    note("%s: cleaned up", me->name);
    return err;
}

static struct actor left = {"left", NULL, 0, 0, 0};

static int leaves_a_task(void *arg)
{
    (void)arg;
    weft_spawn(leftover, &left); /* cancelled and awaited when main ends */
    return weft_sleep(1);
}

static int closer(void *arg)
{
    weft_group_cancel(arg);
    note("closer: cancels the group");
    return WEFT_OK;
}

static int cancelled_by_a_first_step(void *arg)
{
    struct actor a = {"A", NULL, 1, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, closer, &group);
    weft_group_spawn(&group, child, &a); /* never begins */
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[0.000] closer: cancels the group\n");
    return WEFT_OK;
}

static int stubborn(void *arg)
{
    struct actor *me = arg;
    int err = weft_shield(weft_sleep(me->seconds));

    note("%s: %s", me->name, weft_error_name(err));
    return err;
}

static int keeper(void *arg)
{
    struct actor quick = {"quick", NULL, 0, 0, 0}, slow = {"slow", NULL, 5, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &quick);
    weft_group_spawn(&group, stubborn, &slow);
    return weft_group_join(&group);
}

static int cancelled_with_a_stubborn_child(void *arg)
{
    weft_task task = weft_spawn(keeper, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    uint64_t before = weft__loop.turn;
    weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT(weft__loop.turn - before < 10); /* it sleeps until the child has ended */
    EXPECT_LOG("[0.000] quick: ok\n[5.000] slow: ok\n");
    return WEFT_OK;
}

static int replicates(void *arg)
{
    (void)arg;
    int err = weft_sleep(1);
    weft_spawn(replicates, NULL);
    return err;
}

static int leaves_a_plague(void *arg)
{
    (void)arg;
    weft_spawn(replicates, NULL);
    return weft_sleep(1.5);
}

/* ---- whose text, who was looked at, what is forgotten ---- */

static int ends_well_with_a_text(void *arg)
{
    (void)arg;
    (void)weft_raise(3, "dealt with");
    return WEFT_OK;
}

static int fails_with_a_text(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_yield());
    return weft_raise(7, "no route");
}

static int text_of_the_failure(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, ends_well_with_a_text, NULL);
    weft_group_spawn(&group, fails_with_a_text, NULL);
    EXPECT_IS(weft_group_join(&group), 7);
    WEFT_EXPECT_TEXT(weft_error_text(), "no route");
    return WEFT_OK;
}

static int count_reports(const weft_error_report *report, void *arg)
{
    (void)report;
    ++*(int *)arg;
    return WEFT_OK;
}

static int leaves_failures(bool looks)
{
    weft_task failed = {0};
    WEFT_GROUP(group);

    weft_group_spawn(&group, fails_with_a_text, NULL);
    EXPECT_IS(weft_shield(weft_sleep(1)), WEFT_OK);
    return looks && weft_group_next_failed(&group, &failed) != 7 ? WEFT_INVALID : WEFT_OK;
}

static int failures_looked_at(void *arg)
{
    int reports = 0;

    (void)arg;
    weft_on_error(count_reports, &reports);
    WEFT_TRY(leaves_failures(true));
    EXPECT_IS(reports, 0);
    WEFT_TRY(leaves_failures(false));
    EXPECT_IS(reports, 1);
    weft_on_error(NULL, NULL);
    return WEFT_OK;
}

static int fails_in_the_body(void)
{
    WEFT_TRY(weft_yield());
    return 7;
}

static int the_body_is_taken_once(void *arg)
{
    weft_task failed;

    (void)arg;
    WEFT_GROUP(group);
    EXPECT_IS(weft_group_with(&group, fails_in_the_body()), 7);
    EXPECT_IS(weft_group_take_failed(&group, 3, &failed), 0);
    EXPECT_IS(weft_group_take_failed(&group, 7, &failed), 7);
    EXPECT_IS(failed.slot, weft_current().slot);
    EXPECT_IS(weft_group_take_failed(&group, 0, &failed), 0);
    EXPECT_IS(weft_group_failure(&group), WEFT_OK);
    return WEFT_OK;
}

static int failures_stay(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_task good = weft_group_spawn(&group, ends_well_with_a_text, NULL), bad = weft_group_spawn(&group, fails_with_a_text, NULL);
    EXPECT_IS(weft_group_join(&group), 7);
    EXPECT_IS(weft_group_reap(&group), 1);
    EXPECT_IS(weft_task_result(good), WEFT_STALE);
    EXPECT_IS(weft_task_result(bad), 7);
    return WEFT_OK;
}

static int uses_its_own_group(void *arg)
{
    weft_group *group = arg;

    EXPECT_IS(weft_group_join(group), WEFT_USAGE);
    EXPECT_IS(weft_group_close(group), WEFT_USAGE);
    EXPECT_IS(weft_group_with(group, weft_yield()), WEFT_USAGE);
    return WEFT_OK;
}

static int from_within(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, uses_its_own_group, &group);
    return weft_group_join(&group);
}

WEFT_TESTS(CASE(first_failure_cancels_the_rest, "the first failure cancels the rest and is returned"),
           CASE(leaving_the_scope, "leaving the scope cancels and waits"),
           CASE(cancelled_parent, "a cancelled parent cancels its children and waits"),
           CASE(cancel_and_failure, "a cancel and a child's failure: both are told (gh-95704)"),
           CASE(one_cancel_and_failure, "and once is enough"),
           CASE(a_cancelled_child_is_no_failure, "a cancelled child is no failure"),
           CASE(grows_while_joined, "children may spawn while it is joined"),
           CASE(reap, "reaped tasks are stale"),
           CASE(gather_results, "gather and its settled form"),
           CASE(cancelled_gather, "a cancelled gather stops all (gh-76865)"),
           CASE(wake_turns, "joining what is done takes no turn"),
           CASE(leaves_a_task, "what main leaves is cancelled and awaited"),
           CASE(cancelled_by_a_first_step, "a child cancels its group in its first step (gh-155418)"),
           CASE(cancelled_with_a_stubborn_child, "a child that cannot be cancelled is awaited, not asked again (anyio#1111)"),
           CASE(leaves_a_plague, "what spawns for ever is stopped (tokio#3228)"),
           CASE(text_of_the_failure, "the text is that of the failure"),
           CASE(failures_looked_at, "who looked at the failures need not be told of them"),
           CASE(the_body_is_taken_once, "the body's own failure is taken once"),
           CASE(failures_stay, "what failed is not forgotten with what ended well"),
           CASE(from_within, "a task can neither join nor close its own group, nor be its body"))

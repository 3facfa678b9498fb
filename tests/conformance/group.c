/* TGRP: task groups and their errors (statements 131 to 150). */
#include "case.h"

enum { BAD = 1, WORSE = 2, WORST = 3 };

/* Sleeps, then ends with `result`; says how its sleep ended. */
static int child(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(self->seconds);

    note("%s %s", self->name, weft_error_name(err));
    if (err)
        return err;
    return self->result ? weft_raise(self->result, "%s failed", self->name) : WEFT_OK;
}

/* Its clean-up takes a second, and then it ends with `result`. */
static int slow_to_stop(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(self->seconds);
    int clean_up = weft_sleep(1);

    note("%s stopped, clean-up %s", self->name, weft_error_name(clean_up));
    return self->result ? self->result : err;
}

static int sleeper(void *arg)
{
    (void)arg;
    return weft_sleep(9);
}

static int fails_at_once(void *arg)
{
    (void)arg;
    return BAD;
}

/* ---- leaving ---- */

static weft_group *grown;

static int adds_another(void *arg)
{
    struct actor *self = arg;

    WEFT_TRY(weft_sleep(1));
    note("%s", self->name);
    if (self->thing)
        weft_group_spawn(grown, adds_another, self->thing);
    return WEFT_OK;
}

static int a_join_waits_for_all(void *arg)
{
    struct actor c = {.name = "C"}, b = {.name = "B", .thing = &c}, a = {.name = "A", .thing = &b};

    (void)arg;
    WEFT_GROUP(empty);
    unsigned before = tick;
    WEFT_TRY(weft_group_join(&empty));
    EXPECT_IS(tick, before);
    WEFT_GROUP(group);
    grown = &group;
    weft_group_spawn(&group, adds_another, &a);
    WEFT_TRY(weft_group_join(&group));
    note("joined");
    EXPECT_LOG("[1.000] A\n[2.000] B\n[3.000] C\n[3.000] joined\n");
    return WEFT_OK;
}

/* ---- the first failure ---- */

static int waits_elsewhere(void)
{
    int err = weft_sleep(9);

    note("body %s", weft_error_name(err));
    return err;
}

static int a_failure_stops_children_and_body(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9}, b = {.name = "B", .seconds = 1, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    weft_group_spawn(&group, child, &b);
    int err = weft_group_with(&group, waits_elsewhere());
    note("group %d %s", err, weft_error_text());
    EXPECT_LOG("[1.000] B ok\n"
               "[1.000] A cancelled\n"
               "[1.000] body cancelled\n"
               "[1.000] group 1 B failed\n");
    return WEFT_OK;
}

/* The same without a function for the body. */
static int stands_between(struct actor *a, struct actor *b)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, a);
    weft_group_spawn(&group, child, b);
    WEFT_TRY(waits_elsewhere());
    return weft_group_join(&group);
}

static int a_failure_stops_what_stands_between(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9}, b = {.name = "B", .seconds = 1, .result = BAD};

    (void)arg;
    int err = stands_between(&a, &b);
    note("group %d %s, asked %d times", err, weft_error_text(), weft_task_cancelling(weft_current()));
    EXPECT_LOG("[1.000] B ok\n"
               "[1.000] A cancelled\n"
               "[1.000] body cancelled\n"
               "[1.000] group 1 B failed, asked 0 times\n");
    EXPECT_IS(weft_sleep(1), WEFT_OK);
    return WEFT_OK;
}

static int what_was_ready_still_runs(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 1};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    weft_task second = weft_group_spawn(&group, child, &b);
    EXPECT_IS(weft_group_join(&group), BAD);
    EXPECT_IS(weft_task_result(second), WEFT_OK);
    EXPECT_LOG("[1.000] A ok\n[1.000] B ok\n");
    return WEFT_OK;
}

static int fails_when_stopped(void)
{
    int err = weft_sleep(9);

    return err ? weft_raise(WORST, "body failed") : WEFT_OK;
}

static void note_failures(weft_group *group)
{
    weft_task failed = {0};
    int code;

    while ((code = weft_group_next_failed(group, &failed)))
        note("%d %s", code, failed.slot == weft_current().slot ? "body" : ((struct actor *)weft_task_arg(failed))->name);
}

static int failures_in_order(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9, .result = WORSE}, b = {.name = "B", .seconds = 1, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, slow_to_stop, &a);
    weft_group_spawn(&group, child, &b);
    EXPECT_IS(weft_group_with(&group, fails_when_stopped()), BAD);
    note_failures(&group);
    EXPECT_LOG("[1.000] B ok\n"
               "[2.000] A stopped, clean-up ok\n"
               "[2.000] 1 B\n"
               "[2.000] 2 A\n"
               "[2.000] 3 body\n");
    return WEFT_OK;
}

static int one_is_a_list_too(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD};
    weft_task failed;

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    EXPECT_IS(weft_group_join(&group), BAD);
    note_failures(&group);
    EXPECT_LOG("[1.000] A ok\n[1.000] 1 A\n");
    EXPECT_IS(weft_group_take_failed(&group, BAD, &failed), BAD);
    EXPECT_IS(weft_group_failure(&group), WEFT_OK);
    return WEFT_OK;
}

static int body_fails(void)
{
    WEFT_TRY(weft_sleep(1));
    return weft_raise(WORST, "body failed");
}

static int a_failing_body_stops_the_children(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9};

    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, child, &a);
    EXPECT_IS(weft_group_with(&group, body_fails()), WORST);
    EXPECT_TEXT(weft_error_text(), "body failed");
    EXPECT(weft_task_cancelled(task));
    note_failures(&group);
    EXPECT_LOG("[1.000] A cancelled\n[1.000] 3 body\n");
    return WEFT_OK;
}

static int a_cancelled_child_is_no_failure(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9}, b = {.name = "B", .seconds = 2};

    (void)arg;
    WEFT_GROUP(group);
    weft_task first = weft_group_spawn(&group, child, &a);
    weft_group_spawn(&group, child, &b);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(first);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A cancelled\n[2.000] B ok\n");
    return WEFT_OK;
}

/* ---- the parent is cancelled ---- */

/* A parent in its body or in its join; `count` 1: in its body, 2: the body returns CANCELLED by itself. */
static int cancelled_body(void)
{
    return WEFT_CANCELLED;
}

static int parent(void *arg)
{
    struct actor *self = arg, a = {.name = "A", .seconds = 9};

    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    int err;
    if (self->count == 1)
        err = weft_group_with(&group, waits_elsewhere());
    else if (self->count == 2) {
        WEFT_TRY(weft_yield());
        err = weft_group_with(&group, cancelled_body());
    } else
        err = weft_group_join(&group);
    note("%s %s", self->name, weft_error_name(err));
    return err;
}

static int a_cancelled_parent(void *arg)
{
    struct actor join = {.name = "join"}, body = {.name = "with", .count = 1}, own = {.name = "own", .count = 2};
    weft_task tasks[] = {weft_spawn(parent, &join), weft_spawn(parent, &body), weft_spawn(parent, &own)};

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(tasks[0]);
    EXPECT_IS(weft_join(tasks[0]), WEFT_CANCELLED);
    (void)weft_task_cancel(tasks[1]);
    EXPECT_IS(weft_join(tasks[1]), WEFT_CANCELLED);
    EXPECT_IS(weft_join(tasks[2]), WEFT_CANCELLED);
    EXPECT_LOG("[0.000] A cancelled\n"
               "[0.000] own cancelled\n"
               "[1.000] A cancelled\n"
               "[1.000] join cancelled\n"
               "[1.000] body cancelled\n"
               "[1.000] A cancelled\n"
               "[1.000] with cancelled\n");
    return WEFT_OK;
}

static int stubborn_parent(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, slow_to_stop, &a);
    int err = weft_group_join(&group);
    note("%s, asked %d times", weft_error_name(err), weft_task_cancelling(weft_current()));
    EXPECT_IS(weft_sleep(1), WEFT_OK); /* swallowed, not kept for later */
    return err;
}

static int further_cancels_are_swallowed(void *arg)
{
    weft_task task = weft_spawn(stubborn_parent, NULL);

    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(0.25));
        (void)weft_task_cancel(task);
    }
    EXPECT_IS(weft_join_shielded(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.250] A stopped, clean-up ok\n[1.250] cancelled, asked 3 times\n");
    return WEFT_OK;
}

static int unlucky_parent(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, slow_to_stop, &a);
    note("join %d", weft_group_join(&group));
    note("asked %d time", weft_task_cancelling(weft_current()));
    note("then %s", weft_error_name(weft_sleep(1)));
    return WEFT_CANCELLED;
}

static int a_failure_during_a_cancel(void *arg)
{
    weft_task task = weft_spawn(unlucky_parent, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[2.000] A stopped, clean-up ok\n"
               "[2.000] join 1\n"
               "[2.000] asked 1 time\n"
               "[2.000] then cancelled\n");
    return WEFT_OK;
}

static int its_own_request_is_undone(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    EXPECT_IS(weft_group_with(&group, waits_elsewhere()), BAD);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_IS(weft_sleep(1), WEFT_OK);
    return WEFT_OK;
}

/* ---- fatal errors: C has none ---- */

static int a_body_code_is_a_code(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, slow_to_stop, &a);
    note("with: %d", weft_group_with(&group, body_fails()));
    note_failures(&group);
    EXPECT_LOG("[2.000] A stopped, clean-up ok\n[2.000] with: 3\n[2.000] 1 A\n[2.000] 3 body\n");
    return WEFT_OK;
}

/* ---- nested groups ---- */

static int inner_group(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 1, .result = WORSE};

    (void)arg;
    WEFT_GROUP(inner);
    weft_group_spawn(&inner, child, &a);
    weft_group_spawn(&inner, child, &b);
    return weft_group_join(&inner);
}

static int an_inner_failure_is_one_failure(void *arg)
{
    weft_task failed = {0};
    int code;

    (void)arg;
    WEFT_GROUP(outer);
    weft_group_spawn(&outer, inner_group, NULL);
    note("outer: %d", weft_group_join(&outer));
    while ((code = weft_group_next_failed(&outer, &failed)))
        note("%d %s", code, weft_task_error_text(failed));
    EXPECT_LOG("[1.000] A ok\n[1.000] B ok\n[1.000] outer: 1\n[1.000] 1 A failed\n");
    return WEFT_OK;
}

static int an_inner_group_is_inside(void *arg)
{
    weft_task failed = {0};

    (void)arg;
    WEFT_GROUP(outer);
    weft_group_spawn(&outer, inner_group, NULL);
    EXPECT_IS(weft_group_join(&outer), BAD);
    EXPECT_IS(weft_group_next_failed(&outer, &failed), BAD);
    for (const weft_failure *failure = weft_task_failures(failed); failure; failure = failure->next)
        note("in %s: %d %s", failure->group->words, failure->code, failure->text);
    EXPECT_IS(weft_group_next_failed(&outer, &failed), 0);
    EXPECT_LOG("[1.000] A ok\n[1.000] B ok\n[1.000] in inner: 1 A failed\n[1.000] in inner: 2 B failed\n");
    return WEFT_OK;
}

static int quiet_inner_group(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9};

    (void)arg;
    WEFT_GROUP(inner);
    weft_group_spawn(&inner, child, &a);
    int err = weft_group_join(&inner);
    note("inner %s", weft_error_name(err));
    return err;
}

static int an_outer_failure_stops_the_inner_group(void *arg)
{
    struct actor b = {.name = "B", .seconds = 1, .result = BAD};

    (void)arg;
    WEFT_GROUP(outer);
    weft_group_spawn(&outer, quiet_inner_group, NULL);
    weft_group_spawn(&outer, child, &b);
    EXPECT_IS(weft_group_join(&outer), BAD);
    note_failures(&outer);
    EXPECT_LOG("[1.000] B ok\n[1.000] A cancelled\n[1.000] inner cancelled\n[1.000] 1 B\n");
    return WEFT_OK;
}

static int inner_body(void)
{
    int err = weft_sleep(9);

    note("asked %d times", weft_task_cancelling(weft_current()));
    return err;
}

static int outer_body(void)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD};

    WEFT_GROUP(inner);
    weft_group_spawn(&inner, child, &a);
    int err = weft_group_with(&inner, inner_body());
    note("inner %d, asked %d time", err, weft_task_cancelling(weft_current()));
    return err;
}

static int both_fail_at_once(void *arg)
{
    struct actor b = {.name = "B", .seconds = 1, .result = WORSE};

    (void)arg;
    WEFT_GROUP(outer);
    weft_group_spawn(&outer, child, &b);
    int err = weft_group_with(&outer, outer_body());
    note("outer %d, asked %d times", err, weft_task_cancelling(weft_current()));
    EXPECT_LOG("[1.000] B ok\n"
               "[1.000] A ok\n"
               "[1.000] asked 2 times\n"
               "[1.000] inner 1, asked 1 time\n"
               "[1.000] outer 2, asked 0 times\n");
    EXPECT_IS(weft_sleep(1), WEFT_OK);
    return WEFT_OK;
}

/* ---- spawning ---- */

static int replicates(void *arg)
{
    struct actor *self = arg;

    self->count++;
    WEFT_TRY(weft_sleep(0.5));
    weft_group_spawn((weft_group *)self->thing, replicates, self);
    return weft_sleep(1);
}

static int spawning(void *arg)
{
    struct actor b = {.name = "B", .seconds = 2.5, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    struct actor a = {.name = "A", .thing = &group};
    weft_group_spawn(&group, replicates, &a);
    weft_group_spawn(&group, child, &b);
    EXPECT_IS(weft_group_join(&group), BAD);
    EXPECT(a.count > 2);
    int count = a.count;
    EXPECT_IS(weft_group_spawn(&group, replicates, &a).slot, 0); /* it has ended */
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(a.count, count);
    return WEFT_OK;
}

static int spawns_while_stopping(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_sleep(9), WEFT_CANCELLED);
    note("slot %u", weft_group_spawn(grown, sleeper, NULL).slot);
    return WEFT_CANCELLED;
}

static int no_spawn_while_stopping(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    grown = &group;
    weft_group_spawn(&group, spawns_while_stopping, NULL);
    WEFT_TRY(weft_yield());
    weft_group_spawn(&group, fails_at_once, NULL);
    EXPECT_IS(weft_group_join(&group), BAD);
    EXPECT_LOG("[0.000] slot 0\n");
    return WEFT_OK;
}

static int records_stay(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task tasks[3];

    (void)arg;
    WEFT_GROUP(group);
    for (int i = 0; i < 3; i++)
        tasks[i] = weft_group_spawn(&group, child, &a);
    WEFT_TRY(weft_sleep(1));
    note("after its end: %s", weft_error_name(weft_task_result(tasks[0])));
    note("forgotten: %zu", weft_group_reap(&group));
    note("after that: %s", weft_error_name(weft_task_result(tasks[0])));
    EXPECT_LOG("[0.000] A ok\n[0.000] A ok\n[0.000] A ok\n"
               "[1.000] after its end: ok\n[1.000] forgotten: 3\n[1.000] after that: stale task\n");
    return WEFT_OK;
}

static int body_enters_again(weft_group *group)
{
    EXPECT_IS(weft_group_with(group, weft_yield()), WEFT_USAGE);
    return WEFT_OK;
}

static weft_group outside;

static void enters_in_a_callback(void *arg)
{
    (void)arg;
    note("in a callback: %s", weft_error_name(weft_group_with(&outside, weft_yield())));
}

static int entering_twice(void *arg)
{
    WEFT_HANDLE(handle);

    (void)arg;
    WEFT_GROUP(group);
    WEFT_TRY(weft_group_with(&group, body_enters_again(&group)));
    EXPECT_IS(weft_group_with(&group, weft_yield()), WEFT_USAGE);
    WEFT_TRY(weft_call_soon(&handle, enters_in_a_callback, NULL));
    WEFT_TRY(weft_sleep(1));
    EXPECT_LOG("[0.000] in a callback: wrong use\n");
    return WEFT_OK;
}

static int closes_badly(void *arg)
{
    (void)arg;
    return WORSE;
}

static int body_with_a_resource(void)
{
    WEFT_EXITS(exits);
    weft_exit_call resource = {.fn = closes_badly};

    weft_exits_push(&exits, &resource);
    int err = weft_sleep(9);
    int closed = weft_exits_close(&exits);
    return closed ? closed : err;
}

static int a_resource_that_closes_badly(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    EXPECT_IS(weft_group_with(&group, body_with_a_resource()), BAD);
    note_failures(&group);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_LOG("[1.000] A ok\n[1.000] 1 A\n[1.000] 2 body\n");
    return WEFT_OK;
}

/* ---- by code ---- */

static int taken_by_code(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 1, .result = WORSE},
                 c = {.name = "C", .seconds = 1, .result = BAD};
    weft_task failed = {0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    weft_group_spawn(&group, child, &b);
    weft_group_spawn(&group, child, &c);
    EXPECT_IS(weft_group_join(&group), BAD);
    EXPECT_IS(weft_group_take_failed(&group, WORST, &failed), 0);
    while (weft_group_take_failed(&group, BAD, &failed))
        note("taken: %s", weft_task_error_text(failed));
    EXPECT_IS(weft_group_failure(&group), WORSE);
    EXPECT_TEXT(weft_error_text(), "B failed");
    failed = (weft_task){0};
    while (weft_group_next_failed(&group, &failed))
        note("left: %s", weft_task_error_text(failed));
    EXPECT_IS(weft_group_take_failed(&group, 0, &failed), WORSE);
    EXPECT_IS(weft_group_failure(&group), WEFT_OK);
    EXPECT_LOG("[1.000] A ok\n[1.000] B ok\n[1.000] C ok\n"
               "[1.000] taken: A failed\n[1.000] taken: C failed\n[1.000] left: B failed\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(a_join_waits_for_all, "131", "a join waits for late children, too; an empty one takes no turn"),
           KEPT(a_failure_stops_children_and_body, "132", "the first failure stops the children and the body, then is returned"),
           KEPT(a_failure_stops_what_stands_between, "132", "and the wait between a declaration and its join; nothing of that is left"),
           KEPT(what_was_ready_still_runs, "133", "what was ready when the failure happened runs to its end"),
           KEPT(failures_in_order, "134", "failures come in the order of the ends, the body's last"),
           KEPT(one_is_a_list_too, "135", "a single failure is a list of one, taken as several are"),
           KEPT(a_failing_body_stops_the_children, "136", "a failing body stops the children and is listed"),
           KEPT(a_cancelled_child_is_no_failure, "137", "a cancelled child is no failure"),
           KEPT(a_cancelled_parent, "138", "a cancel of the parent, in its body or at the join, stops the children and is returned"),
           KEPT(further_cancels_are_swallowed, "139", "further cancels do not cut the children's clean-up short"),
           KEPT(a_failure_during_a_cancel, "140, 141", "a failure during a cancel is returned, and the cancel comes with the next wait"),
           KEPT(its_own_request_is_undone, "142", "what the group asked of its body is taken back"),
           DIFFERENT(a_body_code_is_a_code, "143", "every failure is listed, whatever its code"),
           KEPT(an_inner_group_is_inside, "144", "from an inner failure to all that its group had"),
           DIFFERENT(an_inner_failure_is_one_failure, "150", "an inner group is one failure to the outer one, with its first code and text"),
           KEPT(an_outer_failure_stops_the_inner_group, "144", "an outer failure stops the inner group and is the only one"),
           KEPT(both_fail_at_once, "145", "both groups fail in one turn: each takes its own request back"),
           KEPT(spawning, "146", "a failure stops a set that replicates itself; nothing is spawned after the end"),
           KEPT(no_spawn_while_stopping, "146", "nothing is spawned while the group is stopping"),
           DIFFERENT(records_stay, "147", "results can be asked for until the group ends or forgets them"),
           KEPT(entering_twice, "148", "a group has one body, which a task runs"),
           KEPT(a_resource_that_closes_badly, "149", "a resource that closes badly in the body is listed beside the child"),
           KEPT(taken_by_code, "150", "failures are taken by code, and the rest is left"))

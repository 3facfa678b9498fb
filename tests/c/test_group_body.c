/* What a task does between a WEFT_GROUP and its join: a failure interrupts it, and a WEFT_TRY ends it as the end of `async with`
 * does. */
#include "check.h"

enum { BAD = 7, WORSE = 8 };

static int fails_after(void *arg)
{
    WEFT_TRY(weft_sleep(*(double *)arg));
    return weft_raise(BAD, "no route");
}

static int sleeps(void *arg)
{
    return weft_sleep(*(double *)arg);
}

static double one = 1, nine = 9, none = 0;

/* ---- the three ways out ---- */

static int by_try(weft_task *other)
{
    WEFT_GROUP(group);
    *other = weft_group_spawn(&group, sleeps, &nine);
    weft_group_spawn(&group, fails_after, &one);
    WEFT_TRY(weft_sleep(5));
    EXPECT(!"not reached");
    return weft_group_join(&group);
}

static int by_join(void)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, sleeps, &nine);
    weft_group_spawn(&group, fails_after, &one);
    EXPECT_IS(weft_sleep(5), WEFT_CANCELLED);
    EXPECT_IS(weft_sleep(2), WEFT_OK); /* once, as a cancel: the body may clean up */
    return weft_group_join(&group);
}

static int by_return(void)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, sleeps, &nine);
    weft_group_spawn(&group, fails_after, &one);
    return weft_sleep(5);
}

static int note_report(const weft_error_report *report, void *arg)
{
    int *reports = arg;

    ++*reports;
    EXPECT_IS(report->code, BAD);
    WEFT_EXPECT_TEXT(report->text, "no route");
    return WEFT_OK;
}

/* Nothing of what a group asked is left. */
static void expect_untouched(void)
{
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_IS(weft_yield(), WEFT_OK);
}

static int ways_out(void *arg)
{
    weft_task other;
    int reports = 0;

    (void)arg;
    weft_on_error(note_report, &reports);
    EXPECT_IS(by_try(&other), BAD);
    WEFT_EXPECT_TEXT(weft_error_text(), "no route");
    EXPECT(weft_time() == 1);
    EXPECT(weft_task_ended(other));
    expect_untouched();
    EXPECT_IS(by_join(), BAD);
    WEFT_EXPECT_TEXT(weft_error_text(), "no route");
    EXPECT(weft_time() == 4);
    expect_untouched();
    EXPECT_IS(reports, 0);
    EXPECT_IS(by_return(), WEFT_CANCELLED); /* C cannot change what a return gives; but nothing is lost */
    EXPECT(weft_time() == 5);
    EXPECT_IS(reports, 1);
    expect_untouched();
    weft_on_error(NULL, NULL);
    return WEFT_OK;
}

/* ---- the body's own failure, and what others ask ---- */

static int fails_itself(weft_task *other)
{
    WEFT_GROUP(group);
    *other = weft_group_spawn(&group, sleeps, &nine);
    WEFT_TRY(weft_sleep(1));
    WEFT_TRY(weft_raise(WORSE, "the body"));
    return weft_group_join(&group);
}

static int own_failure(void *arg)
{
    weft_task other;

    (void)arg;
    EXPECT_IS(fails_itself(&other), WORSE);
    WEFT_EXPECT_TEXT(weft_error_text(), "the body");
    EXPECT(weft_time() == 1);
    EXPECT(weft_task_ended(other));
    expect_untouched();
    return WEFT_OK;
}

static int waits_in_its_body(void *arg)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, arg ? fails_after : sleeps, arg ? arg : &nine);
    WEFT_TRY(weft_sleep(5));
    return weft_group_join(&group);
}

static int asked_to_stop(void *arg)
{
    (void)arg;
    weft_task task = weft_spawn(waits_in_its_body, NULL);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT(weft_time() == 1);

    task = weft_spawn(waits_in_its_body, &one); /* asked at the instant at which its child fails */
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join_shielded(task), BAD);
    EXPECT_IS(weft_task_cancelling(task), 1);
    return WEFT_OK;
}

static void cancels(void *arg)
{
    weft_group_cancel(arg);
}

static int is_cancelled(bool settles)
{
    WEFT_HANDLE(handle);
    WEFT_GROUP(plain);
    WEFT_SETTLED_GROUP(settled);
    weft_group *group = settles ? &settled : &plain;

    weft_group_spawn(group, sleeps, &nine);
    WEFT_TRY(weft_call_later(&handle, 1, cancels, group));
    WEFT_TRY(weft_sleep(5));
    EXPECT(!"not reached");
    return weft_group_join(group);
}

static int cancelled_groups(void *arg)
{
    (void)arg;
    EXPECT_IS(is_cancelled(false), WEFT_OK); /* a body that only the group cancelled has done its part */
    EXPECT(weft_time() == 1);
    EXPECT_IS(is_cancelled(true), WEFT_OK);
    EXPECT(weft_time() == 2);
    expect_untouched();
    return WEFT_OK;
}

static int a_settled_one(void *arg)
{
    (void)arg;
    WEFT_SETTLED_GROUP(group);
    weft_group_spawn(&group, fails_after, &one);
    EXPECT_IS(weft_sleep(5), WEFT_OK);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_IS((int)weft_group_failures(&group), 1);
    weft_task failed = {0};
    EXPECT_IS(weft_group_next_failed(&group, &failed), BAD);
    return WEFT_OK;
}

/* ---- several scopes of one function ---- */

static int inner_fails(void)
{
    WEFT_GROUP(outer);
    WEFT_TIMEOUT(limit, 8);
    WEFT_GROUP(inner);
    weft_group_spawn(&outer, sleeps, &nine);
    weft_group_spawn(&inner, fails_after, &one);
    WEFT_TRY(weft_sleep(5));
    return WEFT_OK;
}

static int outer_fails(void)
{
    WEFT_GROUP(outer);
    WEFT_TIMEOUT(limit, 8);
    WEFT_GROUP(inner);
    weft_group_spawn(&inner, sleeps, &nine);
    weft_group_spawn(&outer, fails_after, &one);
    WEFT_TRY(weft_sleep(5));
    return WEFT_OK;
}

static int time_is_over(void)
{
    WEFT_GROUP(outer);
    WEFT_TIMEOUT(limit, 1);
    WEFT_GROUP(inner);
    weft_group_spawn(&inner, sleeps, &nine);
    weft_group_spawn(&outer, sleeps, &nine);
    WEFT_TRY(weft_sleep(5));
    return WEFT_OK;
}

/* The first one is joined while the second stands, and both before their blocks are left. */
static int joined_crosswise(void)
{
    WEFT_GROUP(first);
    WEFT_GROUP(second);
    weft_group_spawn(&first, fails_after, &none);
    weft_group_spawn(&second, sleeps, &one);
    EXPECT_IS(weft_sleep(5), WEFT_CANCELLED);
    EXPECT_IS(weft_group_join(&first), BAD);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_IS(weft_sleep(0.5), WEFT_OK);
    EXPECT_IS(weft_group_join(&second), WEFT_OK);
    WEFT_TRY(weft_sleep(0.5)); /* both have ended, and their blocks still stand */
    WEFT_TRY(weft_raise(WORSE, "afterwards"));
    return WEFT_OK;
}

static int several(void *arg)
{
    (void)arg;
    EXPECT_IS(inner_fails(), BAD);
    EXPECT(weft_time() == 1);
    expect_untouched();
    EXPECT_IS(outer_fails(), BAD);
    EXPECT(weft_time() == 2);
    expect_untouched();
    EXPECT_IS(time_is_over(), WEFT_TIMEOUT);
    EXPECT(weft_time() == 3);
    expect_untouched();
    EXPECT_IS(joined_crosswise(), WORSE);
    EXPECT(weft_time() == 4.5);
    expect_untouched();
    return WEFT_OK;
}

/* ---- those of its callers stay ---- */

static int has_none(void)
{
    WEFT_TRY(weft_raise(WORSE, "in a call"));
    return WEFT_OK;
}

static int has_ended_its_own(void)
{
    WEFT_TIMEOUT(limit, 2);
    WEFT_TIMEOUT(refused, NAN);
    WEFT_GROUP(group);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_IS(weft_timeout_end(&refused, WEFT_OK), WEFT_INVALID);
    WEFT_TRY(weft_timeout_end(&limit, WEFT_OK));
    WEFT_TRY(weft_raise(WORSE, "in a call"));
    return WEFT_OK;
}

static int calls_itself(int depth)
{
    if (depth % 2) {
        WEFT_GROUP(odd);
        weft_group_spawn(&odd, sleeps, &nine);
        EXPECT_IS(calls_itself(depth - 1), WORSE);
        WEFT_TRY(weft_sleep(1)); /* the inner call has left this one as it was */
        weft_group_cancel(&odd);
        return weft_group_join(&odd) ? WEFT_INVALID : WORSE;
    }
    WEFT_GROUP(even);
    weft_group_spawn(&even, sleeps, &nine);
    if (depth > 0)
        EXPECT_IS(calls_itself(depth - 1), WORSE);
    WEFT_TRY(weft_raise(WORSE, "depth %d", depth));
    return WEFT_OK;
}

static int of_the_callers(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_task task = weft_group_spawn(&group, sleeps, &nine);
    EXPECT_IS(has_none(), WORSE);
    EXPECT_IS(has_ended_its_own(), WORSE);
    EXPECT_IS(calls_itself(3), WORSE);
    EXPECT(!weft_task_ended(task));
    EXPECT_IS(weft_yield(), WEFT_OK);
    EXPECT(weft_task_is(weft_group_spawn(&group, sleeps, &none)));
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT(weft_time() == 9);
    return WEFT_OK;
}

/* ---- again and again, and with a call as its body ---- */

static int in_a_loop(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_GROUP(group);
        weft_group_spawn(&group, fails_after, &none);
        if (weft_yield() || weft_yield() || weft_yield()) {
            EXPECT_IS(weft_group_join(&group), BAD);
            continue;
        }
        EXPECT(!"not reached");
    }
    expect_untouched();
    return WEFT_OK;
}

static int wait_long(void)
{
    return weft_sleep(5);
}

static int with_a_call(void *arg)
{
    (void)arg;
    {
        WEFT_GROUP(group);
        weft_group_spawn(&group, fails_after, &none);
        EXPECT_IS(weft_sleep(1), WEFT_CANCELLED); /* before the call */
        EXPECT_IS(weft_group_with(&group, wait_long()), BAD);
        EXPECT_IS(weft_group_with(&group, wait_long()), WEFT_USAGE);
    }
    expect_untouched();
    WEFT_GROUP(group);
    weft_group_spawn(&group, fails_after, &none);
    EXPECT_IS(weft_group_with(&group, wait_long()), BAD);
    EXPECT(weft_time() == 0);
    expect_untouched();
    return WEFT_OK;
}

static int closed_by_hand(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, sleeps, &nine);
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(weft_group_close(&group), WEFT_OK);
    expect_untouched();
    EXPECT(weft_time() == 1);
    return WEFT_OK;
}

/* ---- where no task runs ---- */

static int tries(void)
{
    WEFT_GROUP(group);
    WEFT_TIMEOUT(limit, 1);
    WEFT_TRY(weft_sleep(1));
    return WEFT_OK;
}

static void tries_in_a_callback(void *arg)
{
    *(int *)arg = tries();
}

static int in_callbacks(void *arg)
{
    int err = WEFT_OK;
    WEFT_HANDLE(handle);

    (void)arg;
    WEFT_TRY(weft_call_soon(&handle, tries_in_a_callback, &err));
    WEFT_TRY(weft_sleep(1));
    EXPECT_IS(err, WEFT_USAGE);
    return WEFT_OK;
}

WEFT_TESTS(CASE(ways_out, "a failure interrupts the body; a WEFT_TRY and a join give it, a return leaves it to the handler"),
           CASE(own_failure, "the body's own failure cancels its tasks, and they end first"),
           CASE(asked_to_stop, "a cancel from outside is no failure, and is not lost beside one"),
           CASE(cancelled_groups, "weft_group_cancel interrupts the body, which then has done its part"),
           CASE(a_settled_one, "a failure in a settled group interrupts nobody"),
           CASE(several, "several scopes in one block end from the inside out"),
           CASE(of_the_callers, "those of the callers stay as they are"),
           CASE(in_a_loop, "a block in a loop, left by continue"),
           CASE(with_a_call, "weft_group_with takes the place of the body"),
           CASE(closed_by_hand, "a close ends the body, too"),
           CASE(in_callbacks, "where no task runs nothing begins, and nothing is left"))

/* Generators, exits, limiters, retry and pace. */
#include "check.h"

static int pages(weft_generator *generator, void *arg)
{
    int count = *(int *)arg, err = WEFT_OK;

    for (int page = 1; page <= count && !err; page++) {
        err = weft_sleep(0.5);
        if (!err)
            err = weft_give(generator, &page);
    }
    note("generator: %s", weft_error_name(err));
    if (err == WEFT_CANCELLED)
        WEFT_TRY(weft_sleep(1)); /* clean-up may wait */
    return count == 99 ? 7 : err;
}

static int iterates(void *arg)
{
    int count = 3, page = 0, err;

    (void)arg;
    WEFT_GENERATOR(generator, pages, &count);
    while ((err = weft_next(&generator, &page)) == WEFT_OK)
        note("page %d", page);
    EXPECT_IS(err, WEFT_CLOSED);
    EXPECT_IS(weft_next(&generator, &page), WEFT_CLOSED);
    EXPECT_LOG("[0.500] page 1\n[1.000] page 2\n[1.500] page 3\n[1.500] generator: ok\n");
    return WEFT_OK;
}

static int left_early(void *arg)
{
    (void)arg;
    {
        int count = 3, page = 0;
        WEFT_GENERATOR(generator, pages, &count);
        WEFT_TRY(weft_next(&generator, &page));
        WEFT_TRY(weft_sleep(5)); /* it does not run ahead */
    }
    note("closed");
    EXPECT_LOG("[5.500] generator: cancelled\n[6.500] closed\n");
    return WEFT_OK;
}

static int never_asked(void *arg)
{
    int count = 3;

    (void)arg;
    WEFT_GENERATOR(generator, pages, &count);
    return WEFT_OK;
}

static int bounded(void *arg)
{
    int count = 3, page = 0;

    (void)arg;
    WEFT_GENERATOR(generator, pages, &count);
    EXPECT_IS(weft_wait_for(weft_next(&generator, &page), 0.1), WEFT_TIMEOUT); /* the cancel goes inward */
    EXPECT_IS(weft_next(&generator, &page), WEFT_CLOSED);
    return WEFT_OK;
}

static int say(void *arg)
{
    note("%s", (const char *)arg);
    return weft_sleep(1);
}

static int leaves(void *arg)
{
    weft_exit_call first = {.fn = say, .arg = (void *)(uintptr_t) "first"};
    weft_exit_call second = {.fn = say, .arg = (void *)(uintptr_t) "second"};

    (void)arg;
    WEFT_EXITS(exits);
    weft_exits_push(&exits, &first);
    weft_exits_push(&exits, &second);
    return weft_sleep(9);
}

static int exits_in_reverse(void *arg)
{
    weft_task task = weft_spawn(leaves, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    WEFT_TRY(weft_sleep(0.5));
    (void)weft_task_cancel(task); /* held back */
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] second\n[2.000] first\n");
    return WEFT_OK;
}

static int borrower(void *arg)
{
    struct actor *me = arg;
    weft_loan loan = {0}, again = {0};

    WEFT_TRY(weft_limiter_borrow((weft_limiter *)me->thing, &loan));
    EXPECT_IS(weft_limiter_borrow((weft_limiter *)me->thing, &again), WEFT_USAGE);
    note("%s in", me->name);
    int err = weft_sleep(me->seconds);
    EXPECT_IS(weft_limiter_return(me->thing, &loan), WEFT_OK);
    EXPECT_IS(weft_limiter_return(me->thing, &loan), WEFT_USAGE);
    return err;
}

static int limits(void *arg)
{
    weft_limiter limiter = WEFT_LIMITER(1);
    struct actor a = {"A", &limiter, 3, 0, 0}, b = {"B", &limiter, 1, 0, 0}, c = {"C", &limiter, 1, 0, 0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, borrower, &a);
    weft_task second = weft_group_spawn(&group, borrower, &b);
    weft_group_spawn(&group, borrower, &c);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(second);
    weft_limiter_resize(&limiter, 2);
    EXPECT_IS(weft_group_join(&group), WEFT_OK);
    EXPECT_LOG("[0.000] A in\n[1.000] C in\n");
    EXPECT_IS(limiter.borrowed, 0);
    return WEFT_OK;
}

static int unlucky(void *arg)
{
    int *left = arg;

    note("attempt");
    return (*left)-- > 0 ? 5 : WEFT_OK;
}

static bool never(int code)
{
    (void)code;
    return false;
}

static int retries(void *arg)
{
    int two = 2, many = 9, one = 1;
    weft_retry_options options = {.attempts = 4, .delay = 1, .most = 1.5};

    (void)arg;
    EXPECT_IS(weft_retry(unlucky, &two, &options), WEFT_OK);
    EXPECT_LOG("[0.000] attempt\n[1.000] attempt\n[2.500] attempt\n");
    EXPECT_IS(weft_retry(unlucky, &many, &options), 5);
    EXPECT_IS((int)(weft_time() * 10), 65);
    options.again = never;
    EXPECT_IS(weft_retry(unlucky, &one, &options), 5);
    return WEFT_OK;
}

static int passes(void *arg)
{
    struct actor *me = arg;

    WEFT_TRY(weft_pace_wait((weft_pace *)me->thing));
    note("%s", me->name);
    return WEFT_OK;
}

static int paced(void *arg)
{
    weft_pace pace = WEFT_PACE(2), none = {0};
    struct actor a = {"A", &pace, 0, 0, 0}, b = {"B", &pace, 0, 0, 0}, c = {"C", &pace, 0, 0, 0};

    (void)arg;
    EXPECT_IS(weft_pace_wait(&none), WEFT_INVALID);
    WEFT_TRY(weft_gather({passes, &a}, {passes, &b}, {passes, &c}));
    EXPECT_LOG("[0.000] A\n[0.500] B\n[1.000] C\n");
    return WEFT_OK;
}

/* ---- generators that do not let go ---- */

static int gives_on(weft_generator *generator, void *arg)
{
    int value = 1;

    (void)arg;
    note("told: %s", weft_error_name(weft_give(generator, &value)));
    note("gives again: %s", weft_error_name(weft_give(generator, &value)));
    return 7;
}

static int no_value_after_the_close(void *arg)
{
    int value = 0;
    weft_generator generator = {.body = gives_on};

    (void)arg;
    WEFT_TRY(weft_next(&generator, &value));
    EXPECT_IS(weft_generator_close(&generator), 7);
    EXPECT_IS(weft_generator_close(&generator), WEFT_OK);
    EXPECT_IS(weft_next(&generator, &value), WEFT_CLOSED);
    EXPECT_LOG("[0.000] told: cancelled\n[0.000] gives again: cancelled\n");
    int count = 3, page;
    WEFT_GENERATOR(polite, pages, &count);
    WEFT_TRY(weft_next(&polite, &page));
    EXPECT_IS(weft_generator_close(&polite), WEFT_OK);
    EXPECT_IS(weft_next(&polite, &page), WEFT_CLOSED); /* not the cancel that the close told it of */
    return WEFT_OK;
}

/* ---- a shield that another task puts up ---- */

static int two_scopes(void *arg)
{
    weft_timeout **shield = arg, outer = {0}, inner = {0};

    *shield = &outer;
    WEFT_TRY(weft_timeout_begin(&outer, 3));
    WEFT_TRY(weft_timeout_begin(&inner, 1));
    int err = weft_timeout_end(&inner, weft_sleep(10)); /* is struck behind the shield that is put up meanwhile */
    note("inner: %s", weft_error_name(err));
    err = weft_timeout_end(&outer, weft_sleep(10)); /* and the shield's own scope, too */
    note("outer: %s", weft_error_name(err));
    return weft_yield();
}

static int shielded_from_outside(void *arg)
{
    weft_timeout *shield = NULL;
    weft_task task = weft_spawn(two_scopes, &shield);

    (void)arg;
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_timeout_shield(shield, true));
    (void)weft_task_cancel(task); /* held back until the scope ends */
    EXPECT_IS(weft_join_shielded(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] inner: timed out\n[3.000] outer: timed out\n");
    return WEFT_OK;
}

/* ---- retry ---- */

static int always_fails(void *arg)
{
    ++*(int *)arg;
    return 7;
}

static int jitter(void *arg)
{
    int calls = 0;
    bool longer = false;

    (void)arg;
    for (int i = 0; i < 8; i++) {
        double began = weft_time();
        EXPECT_IS(weft_retry(always_fails, &calls, &(weft_retry_options){.attempts = 2, .delay = 1, .jitter = 0.5}), 7);
        double took = weft_time() - began;
        EXPECT(took >= 1 && took < 1.5);
        longer |= took > 1;
    }
    EXPECT(longer);
    double began = weft_time();
    EXPECT_IS(weft_retry(always_fails, &calls, &(weft_retry_options){.attempts = 4, .delay = 1, .most = 0.5}), 7);
    EXPECT(weft_time() - began == 1.5); /* three waits, none longer than that */
    EXPECT_IS(calls, 20);
    return WEFT_OK;
}

/* Left by a plain return: the scope ends with its block, and neither its timer nor its place in the task's list stays. */
static int returns_plainly(void)
{
    WEFT_TIMEOUT(limit, 1);

    return 5;
}

static int a_scope_left_by_a_plain_return(void *arg)
{
    (void)arg;
    EXPECT_IS(returns_plainly(), 5);
    EXPECT_IS(weft__timers_scheduled(), (size_t)0);
    EXPECT(!weft__self()->timeouts);
    EXPECT_IS(weft_sleep(3), WEFT_OK);
    return WEFT_OK;
}

WEFT_TESTS(CASE(a_scope_left_by_a_plain_return, "a scope that a plain return leaves"),
           CASE(iterates, "a generator gives its values and ends"),
           CASE(left_early, "left early: closed, its clean-up runs"),
           CASE(never_asked, "never asked: it never ran"),
           CASE(bounded, "a deadline goes inward, as a cancel does"),
           CASE(exits_in_reverse, "exits are made in reverse, a cancel is held back"),
           CASE(limits, "a limiter: one token a task, in order, resized"),
           CASE(retries, "retry with growing waits"),
           CASE(paced, "an even pace"),
           CASE(no_value_after_the_close, "one that is closed gives no other value, and its failure is told"),
           CASE(shielded_from_outside, "a shield from outside holds back what is outside of it, and nothing inside"),
           CASE(jitter, "retry with jitter, and a longest wait"))

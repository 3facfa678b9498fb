/* GATH: several calls, or tasks, as one (statements 093 to 106). */
#include "case.h"

enum { BAD = 1, WORSE = 2 };

static int call(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(self->seconds);

    note("%s %s", self->name, weft_error_name(err));
    return err ? err : self->result;
}

/* Its clean-up takes a second; it then ends well (`count` 1) or with `result` or as it was told. */
static int slow_to_stop(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(self->seconds);
    int clean_up = weft_sleep(1);

    note("%s stopped, clean-up %s", self->name, weft_error_name(clean_up));
    return self->count ? WEFT_OK : self->result ? self->result : err;
}

static int codes_in_the_order_of_the_calls(void *arg)
{
    struct actor a = {.name = "A", .seconds = 3, .result = 3}, b = {.name = "B", .seconds = 1, .result = 1},
                 c = {.name = "C", .seconds = 2, .result = 2};
    int codes[3];

    (void)arg;
    WEFT_TRY(weft_gather_settled(((weft_call[]){{call, &a}, {call, &b}, {call, &c}}), codes, 3));
    note("%d %d %d", codes[0], codes[1], codes[2]);
    EXPECT_LOG("[1.000] B ok\n[2.000] C ok\n[3.000] A ok\n[3.000] 3 1 2\n");
    return WEFT_OK;
}

static unsigned asked;

static int begins(void *arg)
{
    note("%s, %u turn later", (const char *)arg, tick - asked);
    return WEFT_OK;
}

static int calls_begin_in_order(void *arg)
{
    (void)arg;
    asked = tick;
    WEFT_TRY(weft_gather({begins, "A"}, {begins, "B"}, {begins, "C"}));
    EXPECT_LOG("[0.000] A, 1 turn later\n[0.000] B, 1 turn later\n[0.000] C, 1 turn later\n");
    return WEFT_OK;
}

static int nothing_to_wait_for(void *arg)
{
    struct actor a = {.name = "A"}, b = {.name = "B", .result = BAD};
    weft_task tasks[] = {weft_spawn(call, &a), weft_spawn(call, &b)};
    int codes[2];

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    unsigned before = tick;
    WEFT_TRY(weft_gather_all(NULL, 0));
    WEFT_TRY(weft_join_all(NULL, NULL, 0));
    EXPECT_IS(weft_join_all(tasks, codes, 2), BAD);
    EXPECT_IS(codes[0], WEFT_OK);
    EXPECT_IS(codes[1], BAD);
    EXPECT_IS(tick, before);
    return WEFT_OK;
}

static int the_first_failure_stops_the_others(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 2};

    (void)arg;
    int err = weft_gather({call, &a}, {call, &b});
    note("gather: %d", err);
    WEFT_TRY(weft_sleep(2));
    EXPECT_LOG("[1.000] A ok\n[1.000] B cancelled\n[1.000] gather: 1\n");
    return WEFT_OK;
}

static int count_errors(const weft_error_report *report, void *arg)
{
    (void)report;
    ++*(int *)arg;
    return WEFT_OK;
}

static int fails_twice(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 9, .result = WORSE};

    (void)arg;
    EXPECT_IS(weft_gather({call, &a}, {slow_to_stop, &b}), BAD);
    return weft_sleep(1);
}

/* Nor at the end of the run. */
static int later_failures_are_seen(void *arg)
{
    int errors = 0;

    (void)arg;
    case_begin(NULL);
    weft_on_error(count_errors, &errors);
    EXPECT_IS(weft_run_with(&(weft_run_options){.virtual_clock = true}, fails_twice, NULL), 0);
    weft_on_error(NULL, NULL);
    EXPECT_IS(errors, 0);
    return WEFT_OK;
}

static int cancels_itself(void *arg)
{
    (void)arg;
    (void)weft_task_cancel(weft_current());
    return weft_sleep(1);
}

static int settled(void *arg)
{
    struct actor a = {.name = "A", .seconds = 3}, b = {.name = "B", .seconds = 1, .result = BAD};
    int codes[3];

    (void)arg;
    WEFT_TRY(weft_gather_settled(((weft_call[]){{call, &a}, {call, &b}, {cancels_itself, NULL}}), codes, 3));
    EXPECT_IS(codes[0], WEFT_OK);
    EXPECT_IS(codes[1], BAD);
    EXPECT_IS(codes[2], WEFT_CANCELLED);
    EXPECT_LOG("[1.000] B ok\n[3.000] A ok\n");
    return WEFT_OK;
}

static int a_call_that_is_cancelled(void *arg)
{
    struct actor b = {.name = "B", .seconds = 2};

    (void)arg;
    int err = weft_gather({cancels_itself, NULL}, {call, &b});
    note("gather: %s, asked %d times", weft_error_name(err), weft_task_cancelling(weft_current()));
    WEFT_TRY(weft_sleep(2));
    EXPECT_LOG("[0.000] B cancelled\n[0.000] gather: cancelled, asked 0 times\n");
    return WEFT_OK;
}

/* ---- the caller is cancelled ---- */

static int gathers(void *arg)
{
    struct actor *actors = arg;
    int err = weft_gather({call, &actors[0]}, {call, &actors[1]});

    note("gather: %s", weft_error_name(err));
    return err;
}

static int joins(void *arg)
{
    weft_task *tasks = arg;
    int err = weft_join_all(tasks, NULL, 2);

    note("join_all: %s", weft_error_name(err));
    return err;
}

static int a_cancel_reaches_all(void *arg)
{
    struct actor actors[] = {{.name = "A", .seconds = 9}, {.name = "B", .seconds = 9}};
    weft_task task = weft_spawn(gathers, actors);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    weft_task tasks[] = {weft_spawn(call, &actors[0]), weft_spawn(call, &actors[1])};
    task = weft_spawn(joins, tasks);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A cancelled\n[1.000] B cancelled\n[1.000] gather: cancelled\n"
               "[2.000] A cancelled\n[2.000] B cancelled\n[2.000] join_all: cancelled\n");
    return WEFT_OK;
}

static int gathers_settled(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9, .count = 1}, b = {.name = "B", .seconds = 9, .count = 1};
    int codes[2];

    (void)arg;
    int err = weft_gather_settled(((weft_call[]){{slow_to_stop, &a}, {slow_to_stop, &b}}), codes, 2);
    note("gather: %s, the calls: %s, %s", weft_error_name(err), weft_error_name(codes[0]), weft_error_name(codes[1]));
    return err;
}

static int a_cancel_is_told_though_all_ended_well(void *arg)
{
    weft_task task = weft_spawn(gathers_settled, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[2.000] A stopped, clean-up ok\n[2.000] B stopped, clean-up ok\n[2.000] gather: cancelled, the calls: ok, ok\n");
    return WEFT_OK;
}

static int gathers_slow_ones(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9}, b = {.name = "B", .seconds = 9};

    (void)arg;
    int err = weft_gather({call, &a}, {slow_to_stop, &b});
    note("gather: %s", weft_error_name(err));
    return err;
}

static int a_cancel_waits_for_the_slowest(void *arg)
{
    weft_task task = weft_spawn(gathers_slow_ones, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A cancelled\n[2.000] B stopped, clean-up ok\n[2.000] gather: cancelled\n");
    return WEFT_OK;
}

static int a_cancel_that_comes_too_late(void *arg)
{
    struct actor actors[] = {{.name = "A", .seconds = 1}, {.name = "B", .seconds = 1}};
    weft_task tasks[] = {weft_spawn(call, &actors[0]), weft_spawn(call, &actors[1])}, task = weft_spawn(joins, tasks);

    (void)arg;
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_sleep(1)); /* in the turn in which both end, before join_all hears of it */
    EXPECT(weft_task_ended(tasks[1]) && !weft_task_ended(task));
    EXPECT_IS(weft_task_cancel(tasks[0]), WEFT_CLOSED);
    EXPECT_IS(weft_task_cancel(tasks[1]), WEFT_CLOSED);
    EXPECT_IS(weft_join(task), WEFT_OK);
    EXPECT_LOG("[1.000] A ok\n[1.000] B ok\n[1.000] join_all: ok\n");
    return WEFT_OK;
}

static int gathers_one_that_fails(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 9};

    (void)arg;
    return weft_gather({call, &a}, {slow_to_stop, &b});
}

static int a_cancel_after_the_failure(void *arg)
{
    weft_task task = weft_spawn(gathers_one_that_fails, NULL);

    (void)arg;
    WEFT_TRY(weft_sleep(1.5));
    (void)weft_task_cancel(task); /* B is cleaning up and is not told again */
    EXPECT_IS(weft_join(task), BAD);
    EXPECT_LOG("[1.000] A ok\n[2.000] B stopped, clean-up ok\n");
    return WEFT_OK;
}

static int stops_badly(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(self->seconds);

    note("%s %s", self->name, weft_error_name(err));
    if (self->count)
        WEFT_TRY(weft_sleep(self->count));
    return self->result ? weft_raise(self->result, "%s fails", self->name) : err;
}

static void note_both(const char *who, int err)
{
    note("%s: %s, %s, asked %d times", who, weft_error_name(err), weft_error_text(), weft_task_cancelling(weft_current()));
    note("its next wait: %s", weft_error_name(weft_yield()));
    note("and the one after: %s", weft_error_name(weft_yield()));
}

/* The first ends cancelled, the second fails in its clean-up. */
static int gathers_bad_stoppers(void *arg)
{
    struct actor *actors = arg;
    int err = weft_gather_each(stops_badly, actors, 2);

    note_both("gather", err);
    return err;
}

static int joins_bad_stoppers(void *arg)
{
    struct actor *actors = arg;
    weft_task tasks[] = {weft_spawn(stops_badly, &actors[0]), weft_spawn(stops_badly, &actors[1])};
    int err = weft_join_all(tasks, NULL, 2);

    note_both("join_all", err);
    return err;
}

static int limits_bad_stoppers(void *arg)
{
    struct actor *actors = arg;
    int err = weft_wait_for(weft_gather_each(stops_badly, actors, 2), 1);

    note_both("wait_for", err);
    return err;
}

static int a_failure_meanwhile(void *arg)
{
    struct actor actors[] = {{.name = "A", .seconds = 9}, {.name = "B", .seconds = 9, .count = 1, .result = BAD}};
    weft_task_function *const bodies[] = {gathers_bad_stoppers, joins_bad_stoppers};

    (void)arg;
    for (size_t i = 0; i < 2; i++) {
        weft_task task = weft_spawn(bodies[i], actors);
        WEFT_TRY(weft_sleep(1));
        (void)weft_task_cancel(task);
        EXPECT_IS(weft_join(task), BAD);
    }
    EXPECT_IS(weft_join(weft_spawn(limits_bad_stoppers, actors)), BAD);
    EXPECT_LOG("[1.000] A cancelled\n[1.000] B cancelled\n[2.000] gather: failed, B fails, asked 1 times\n"
               "[2.000] its next wait: cancelled\n[2.000] and the one after: ok\n"
               "[3.000] A cancelled\n[3.000] B cancelled\n[4.000] join_all: failed, B fails, asked 1 times\n"
               "[4.000] its next wait: cancelled\n[4.000] and the one after: ok\n"
               "[5.000] A cancelled\n[5.000] B cancelled\n[6.000] wait_for: failed, B fails, asked 0 times\n"
               "[6.000] its next wait: ok\n[6.000] and the one after: ok\n");
    return WEFT_OK;
}

/* ---- arguments ---- */

static int named_twice(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD};
    weft_task task = weft_spawn(call, &a), tasks[] = {task, task, task};
    int codes[3];

    (void)arg;
    EXPECT_IS(weft_join_all(tasks, codes, 3), BAD);
    note("%d %d %d", codes[0], codes[1], codes[2]);
    EXPECT_LOG("[1.000] A ok\n[1.000] 1 1 1\n");
    return WEFT_OK;
}

static int arguments_are_looked_at_first(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1};
    weft_task task = weft_spawn(call, &a), gone = weft_spawn(call, &a);

    (void)arg;
    EXPECT_IS(weft_gather({call, &a}, {NULL, NULL}), WEFT_INVALID);
    WEFT_TRY(weft_join(gone));
    WEFT_TRY(weft_join(task));
    gone.generation++;
    task = weft_spawn(call, &a);
    EXPECT_IS(weft_join_all(((weft_task[]){task, gone}), NULL, 2), WEFT_STALE);
    EXPECT_IS(weft_join_all(((weft_task[]){task, weft_current()}), NULL, 2), WEFT_USAGE);
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[1.000] A ok\n[1.000] A ok\n[2.000] A ok\n");
    return WEFT_OK;
}

static int shields_a_gather(void *arg)
{
    struct actor *actors = arg;
    int err = weft_shield(weft_gather({call, &actors[0]}, {call, &actors[1]}));

    note("gather: %s", weft_error_name(err));
    return weft_sleep(1);
}

static int joins_shielded(void *arg)
{
    int err = weft_join_shielded(*(weft_task *)arg);

    note("shield: %s", weft_error_name(err));
    return err;
}

static int gathers_shields(void *arg)
{
    weft_task *tasks = arg;

    return weft_gather({joins_shielded, &tasks[0]}, {joins_shielded, &tasks[1]});
}

static int gather_and_shield(void *arg)
{
    struct actor actors[] = {{.name = "A", .seconds = 2}, {.name = "B", .seconds = 2}};
    weft_task task = weft_spawn(shields_a_gather, actors);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    weft_task tasks[] = {weft_spawn(call, &actors[0]), weft_spawn(call, &actors[1])};
    task = weft_spawn(gathers_shields, tasks);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    WEFT_TRY(weft_join_all(tasks, NULL, 2));
    EXPECT_LOG("[2.000] A ok\n[2.000] B ok\n[2.000] gather: ok\n"
               "[3.000] shield: cancelled\n[3.000] shield: cancelled\n[4.000] A ok\n[4.000] B ok\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(codes_in_the_order_of_the_calls, "093", "codes come in the order of the calls, after the time of the slowest"),
           KEPT(calls_begin_in_order, "094", "the calls begin in order, in the next turn"),
           KEPT(nothing_to_wait_for, "095", "no calls, or tasks that have ended: no turn passes"),
           DIFFERENT(the_first_failure_stops_the_others, "096", "the first failure stops the others"),
           KEPT_ALONE(later_failures_are_seen, "097", "later failures are not reported"),
           KEPT(settled, "098", "settled: waits for all, failures and cancels are among the codes"),
           DIFFERENT(a_call_that_is_cancelled, "099", "a call that is cancelled ends the others"),
           KEPT(a_cancel_reaches_all, "100", "a cancel of the caller reaches every call, or task"),
           KEPT(a_failure_meanwhile, "101", "a call that fails though the caller was cancelled: both are delivered"),
           KEPT(a_cancel_is_told_though_all_ended_well, "101", "a cancelled caller is told so, though every call ended well"),
           DIFFERENT(a_cancel_waits_for_the_slowest, "102", "a cancelled caller waits for the slowest"),
           KEPT(a_cancel_that_comes_too_late, "103", "after the last end there is nothing to cancel, and the results come"),
           KEPT(a_cancel_after_the_failure, "103", "a cancel after the first failure is not told to the others again"),
           KEPT(named_twice, "104", "a task that is named several times runs once"),
           KEPT(arguments_are_looked_at_first, "105", "wrong arguments are refused before anything begins"),
           KEPT(gather_and_shield, "106", "a shielded gather goes on; gathered shields end, their tasks go on"))

/* TNUR: what Trio's nurseries do, done with groups (statements 343 to 355). */
#include "case.h"

enum { BAD = 1, WORSE = 2 };

static int child(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(self->seconds);

    note("%s %s", self->name, weft_error_name(err));
    return err ? err : self->result ? weft_raise(self->result, "%s failed", self->name) : WEFT_OK;
}

static int leaves_early(struct actor *slow)
{
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, slow);
    WEFT_TRY(weft_sleep(1));
    return BAD; /* without a join */
}

static int the_scope_ends_last(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9};

    (void)arg;
    EXPECT_IS(leaves_early(&a), BAD);
    note("left");
    EXPECT_LOG("[1.000] A cancelled\n[1.000] left\n");
    return WEFT_OK;
}

/* ---- failures ---- */

static int body(double seconds, int result)
{
    int err = weft_sleep(seconds);

    note("body %s", weft_error_name(err));
    return err ? err : result;
}

static void count_failures(weft_group *group, int wanted)
{
    weft_task failed = {0};
    int count = 0;

    while (weft_group_next_failed(group, &failed))
        count++;
    EXPECT_IS(count, wanted);
}

static int a_failure_stops_everybody(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9}, b = {.name = "B", .seconds = 1, .result = BAD};

    (void)arg;
    WEFT_GROUP(first);
    weft_group_spawn(&first, child, &a);
    weft_group_spawn(&first, child, &b);
    EXPECT_IS(weft_group_with(&first, body(9, 0)), BAD);
    count_failures(&first, 1);
    WEFT_GROUP(second);
    weft_group_spawn(&second, child, &a);
    EXPECT_IS(weft_group_with(&second, body(1, WORSE)), WORSE);
    count_failures(&second, 1);
    EXPECT_LOG("[1.000] B ok\n[1.000] A cancelled\n[1.000] body cancelled\n[2.000] body ok\n[2.000] A cancelled\n");
    return WEFT_OK;
}

static int calls_it_off(weft_group *group)
{
    WEFT_TRY(weft_sleep(1));
    weft_group_cancel(group);
    return body(9, 0);
}

static int called_off(void *arg)
{
    struct actor a = {.name = "A", .seconds = 9};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    EXPECT_IS(weft_group_with(&group, calls_it_off(&group)), WEFT_OK);
    EXPECT_IS(weft_task_cancelling(weft_current()), 0);
    EXPECT_LOG("[1.000] A cancelled\n[1.000] body cancelled\n");
    return WEFT_OK;
}

static int says(void *arg)
{
    note("%s", (const char *)arg);
    return weft_yield();
}

static int spawned_into_a_cancelled_one(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, says, "spawned before: runs");
    weft_group_cancel(&group);
    weft_task late = weft_group_spawn(&group, says, "spawned after: runs");
    note("joined: %s; spawned after: %s", weft_error_name(weft_group_join(&group)), late.slot ? "a task" : "no task");
    EXPECT_LOG("[0.000] joined: ok; spawned after: no task\n");
    return WEFT_OK;
}

static weft_group *open_group;

static int spawns_late(void *arg)
{
    WEFT_TRY(weft_sleep(1)); /* it is being joined now */
    weft_group_spawn(open_group, child, arg);
    return WEFT_OK;
}

static int late_and_too_late(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1};

    (void)arg;
    WEFT_GROUP(group);
    open_group = &group;
    weft_group_spawn(&group, spawns_late, &a);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[2.000] A ok\n");
    EXPECT_IS(weft_group_spawn(&group, child, &a).slot, 0);
    EXPECT_IS(weft_group_start(&group, child, &a, NULL), WEFT_CLOSED);
    return weft_group_join(&group);
}

/* ---- whose child ---- */

static weft_variable colour = {.fallback = "none"};

static int tells_its_colour(void *arg)
{
    (void)arg;
    int err = weft_sleep(5);
    note("%s %s", (const char *)weft_variable_get(&colour), weft_error_name(err));
    return err;
}

static int spawns_elsewhere(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_variable_set(&colour, "blue"));
    weft_group_spawn(open_group, tells_its_colour, NULL);
    return weft_sleep(9);
}

static int of_the_group_not_of_the_caller(void *arg)
{
    (void)arg;
    WEFT_GROUP(group);
    open_group = &group;
    weft_timeout scope = {0};
    WEFT_TRY(weft_variable_set(&colour, "red"));
    WEFT_TRY(weft_timeout_begin(&scope, 1));
    int err = weft_gather({spawns_elsewhere, NULL});
    EXPECT_IS(weft_timeout_end(&scope, err), WEFT_TIMEOUT);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[5.000] blue ok\n");
    return WEFT_OK;
}

/* ---- start ---- */

struct server {
    double opens, serves; /* seconds */
    int fails;            /* before it is ready */
    int result;           /* in the end */
    bool stubborn;        /* goes on when it is told to stop */
    bool twice, silent;
    int port;
};

static int serve(void *arg)
{
    struct server *self = arg;
    int err = weft_sleep(self->opens);

    note("opened: %s", weft_error_name(err));
    if (err && !self->stubborn)
        return err;
    if (self->stubborn)
        WEFT_TRY(weft_sleep(1));
    if (self->fails)
        return weft_raise(self->fails, "the port is taken");
    if (self->silent)
        return WEFT_OK;
    self->port = 8080;
    EXPECT_IS(weft_started(&self->port), WEFT_OK);
    if (self->twice)
        EXPECT_IS(weft_started(&self->port), WEFT_USAGE);
    err = weft_sleep(self->serves);
    note("served: %s", weft_error_name(err));
    return err ? err : self->result;
}

static int started(void *arg)
{
    struct server server = {.opens = 1, .serves = 2, .twice = true}, silent = {.silent = true}, plain = {.opens = 1, .serves = 2};
    void *value = NULL;

    (void)arg;
    WEFT_GROUP(group);
    WEFT_TRY(weft_group_start(&group, serve, &server, &value));
    note("port %d", *(int *)value);
    EXPECT_IS(weft_group_start(&group, serve, &silent, NULL), WEFT_USAGE);
    weft_group_spawn(&group, serve, &plain); /* nobody waits for its word: it may say it all the same */
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] opened: ok\n[1.000] port 8080\n[1.000] opened: ok\n[2.000] opened: ok\n[3.000] served: ok\n"
               "[4.000] served: ok\n");
    return WEFT_OK;
}

static int starts(void *arg)
{
    int err = weft_group_start(open_group, serve, arg, NULL);

    note("start: %s", weft_error_name(err));
    return err;
}

static int a_pending_start_keeps_it_open(void *arg)
{
    struct server server = {.opens = 2, .serves = 1};

    (void)arg;
    WEFT_GROUP(group);
    open_group = &group;
    weft_task starter = weft_spawn(starts, &server);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_group_join(&group));
    note("joined");
    EXPECT_LOG("[2.000] opened: ok\n[2.000] start: ok\n[3.000] served: ok\n[3.000] joined\n");
    return weft_join(starter);
}

static int fails_before_it_is_ready(void *arg)
{
    struct server server = {.opens = 1, .fails = BAD};
    struct actor a = {.name = "A", .seconds = 2};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, child, &a);
    EXPECT_IS(weft_group_start(&group, serve, &server, NULL), BAD);
    EXPECT_TEXT(weft_error_text(), "the port is taken");
    WEFT_TRY(weft_group_join(&group)); /* unharmed */
    count_failures(&group, 0);
    EXPECT_LOG("[1.000] opened: ok\n[2.000] A ok\n");
    return WEFT_OK;
}

static int a_cancelled_start(void *arg)
{
    struct server server = {.opens = 9};
    struct actor a = {.name = "A", .seconds = 2};

    (void)arg;
    WEFT_GROUP(group);
    open_group = &group;
    weft_group_spawn(&group, child, &a);
    weft_task starter = weft_spawn(starts, &server);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(starter);
    EXPECT_IS(weft_join(starter), WEFT_CANCELLED);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] opened: cancelled\n[1.000] start: cancelled\n[2.000] A ok\n");
    return WEFT_OK;
}

static int ready_after_the_cancel(void *arg)
{
    struct server server = {.opens = 9, .serves = 1, .stubborn = true, .result = BAD};

    (void)arg;
    WEFT_GROUP(group);
    open_group = &group;
    weft_task starter = weft_spawn(starts, &server);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(starter);
    EXPECT_IS(weft_join(starter), BAD); /* though it said that it was ready */
    WEFT_TRY(weft_group_join(&group));
    EXPECT_LOG("[1.000] opened: cancelled\n[3.000] served: ok\n[3.000] start: failed\n");
    return WEFT_OK;
}

/* ---- the rest ---- */

static int nothing_to_wait_for(void *arg)
{
    weft_task other = weft_spawn(says, "another task ran");

    (void)arg;
    WEFT_GROUP(group);
    (void)weft_task_cancel(weft_current());
    note("joined: %s", weft_error_name(weft_group_join(&group)));
    (void)weft_task_uncancel(weft_current());
    WEFT_TRY(weft_join(other));
    EXPECT_LOG("[0.000] joined: ok\n[0.000] another task ran\n");
    return WEFT_OK;
}

static int asks_for_the_end(void *arg)
{
    (void)arg;
    return weft_raise(3, "exit with 3");
}

static int every_code_is_a_failure(void *arg)
{
    weft_task failed = {0};

    (void)arg;
    WEFT_GROUP(group);
    weft_group_spawn(&group, asks_for_the_end, NULL);
    note("group: %d", weft_group_join(&group));
    while (weft_group_next_failed(&group, &failed))
        note("failed: %s", weft_task_error_text(failed));
    EXPECT_LOG("[0.000] group: 3\n[0.000] failed: exit with 3\n");
    return WEFT_OK;
}

static int background(void *arg)
{
    int err = weft_sleep(9);

    note("%s %s", (const char *)arg, weft_error_name(err));
    return err;
}

static int fails_in_the_background(void *arg)
{
    (void)arg;
    return weft_raise(BAD, "a failure in the background");
}

static int has_background_tasks(void *arg)
{
    (void)arg;
    weft_spawn(background, "a free task:");
    weft_spawn(fails_in_the_background, NULL);
    WEFT_TRY(weft_sleep(1));
    note("main ends well");
    return WEFT_OK;
}

static int note_error(const weft_error_report *error, void *arg)
{
    (void)arg;
    note("reported: %s", error->text);
    return WEFT_OK;
}

static int free_tasks(void *arg)
{
    (void)arg;
    case_begin(NULL);
    weft_on_error(note_error, NULL);
    int code = weft_run_with(&(weft_run_options){.virtual_clock = true}, has_background_tasks, NULL);
    weft_on_error(NULL, NULL);
    EXPECT_LOG("[1.000] main ends well\n[1.000] a free task: cancelled\n[1.000] reported: a failure in the background\n");
    case_show(NULL);
    return code;
}

static int enters_twice(weft_group *group)
{
    return weft_group_with(group, weft_yield()) == WEFT_USAGE ? WEFT_OK : BAD;
}

static int badly_nested(void *arg)
{
    weft_timeout outer = {0}, inner = {0};

    (void)arg;
    WEFT_TRY(weft_timeout_begin(&outer, 9));
    WEFT_TRY(weft_timeout_begin(&inner, 9));
    EXPECT_IS(weft_timeout_end(&outer, WEFT_OK), WEFT_USAGE);
    WEFT_TRY(weft_timeout_end(&inner, WEFT_OK));
    WEFT_TRY(weft_timeout_end(&outer, WEFT_OK));
    WEFT_GROUP(group);
    return weft_group_with(&group, enters_twice(&group));
}

static int one_of_many(void *arg)
{
    note("%s", (const char *)arg);
    return WEFT_OK;
}

static int an_order(void *arg)
{
    (void)arg;
    case_begin(NULL);
    return weft_gather({one_of_many, "A"}, {one_of_many, "B"}, {one_of_many, "C"}, {one_of_many, "D"}, {one_of_many, "E"});
}

static int orders(void *arg)
{
    char first[sizeof case_log];
    int different = 0;

    (void)arg;
    WEFT_TRY(weft_run_with(&(weft_run_options){.virtual_clock = true}, an_order, NULL));
    EXPECT_LOG("[0.000] A\n[0.000] B\n[0.000] C\n[0.000] D\n[0.000] E\n");
    for (uint64_t seed = 1; seed <= 20; seed++) {
        weft_run_options options = {.virtual_clock = true, .seeded = true, .seed = seed};
        WEFT_TRY(weft_run_with(&options, an_order, NULL));
        memcpy(first, case_log, sizeof first);
        different += strcmp(first, "[0.000] A\n[0.000] B\n[0.000] C\n[0.000] D\n[0.000] E\n") != 0;
        WEFT_TRY(weft_run_with(&options, an_order, NULL));
        EXPECT_TEXT(case_log, first);
    }
    EXPECT(different > 10);
    return WEFT_OK;
}

WEFT_TESTS(KEPT(the_scope_ends_last, "343", "the scope does not end before every child has"),
           KEPT(a_failure_stops_everybody, "344", "a failure of a child or of the body stops the others and is listed"),
           KEPT(called_off, "345", "a group that is called off ends without an error"),
           DIFFERENT(spawned_into_a_cancelled_one, "346", "what a cancelled group has not begun never runs"),
           KEPT(late_and_too_late, "347", "spawned while it is joined: fine; after its end: refused"),
           KEPT(of_the_group_not_of_the_caller, "348", "a child is stopped with its group, and sees its spawner's variables"),
           KEPT(started, "349", "start hands the value over; no word, or two, is refused"),
           KEPT(a_pending_start_keeps_it_open, "349", "a pending start keeps the group open"),
           KEPT(fails_before_it_is_ready, "350", "a failure before the word comes out of start, and the group goes on"),
           KEPT(a_cancelled_start, "350", "a cancelled start cancels the child"),
           KEPT(ready_after_the_cancel, "351", "a word that comes after the cancel moves nothing"),
           DIFFERENT(nothing_to_wait_for, "352", "a join with nothing to wait for takes no turn and hears of no cancel"),
           DIFFERENT(every_code_is_a_failure, "353", "there is no class of errors that is more than a failure"),
           DIFFERENT_ALONE(free_tasks, "354", "free tasks end with main; a failure in one is reported"),
           KEPT(badly_nested, "354", "scopes that are nested badly are refused"),
           KEPT_ALONE(orders, "355", "in order by default; shuffled by a seed, equal for equal seeds"))

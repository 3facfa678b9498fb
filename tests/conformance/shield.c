/* SHLD: shields (statements 124 to 130). */
#include "case.h"

enum { BAD = 1 };

static int inner(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(self->seconds);

    note("%s %s", self->name, weft_error_name(err));
    return err ? err : self->result ? weft_raise(self->result, "%s failed", self->name) : WEFT_OK;
}

static int joins_shielded(void *arg)
{
    int err = weft_join_shielded(*(weft_task *)arg);

    note("shield: %s, asked %d times", weft_error_name(err), weft_task_cancelling(weft_current()));
    return err;
}

static int results_pass_through(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1, .result = BAD}, b = {.name = "B", .seconds = 9};
    weft_task failing = weft_spawn(inner, &a), waiting = weft_spawn(inner, &b), outer = weft_spawn(joins_shielded, &waiting);

    (void)arg;
    EXPECT_IS(weft_join_shielded(failing), BAD);
    EXPECT_TEXT(weft_error_text(), "A failed");
    EXPECT_IS(weft_shield(weft_sleep(1)), WEFT_OK);
    (void)weft_task_cancel(waiting);
    EXPECT_IS(weft_join(outer), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] A ok\n[2.000] B cancelled\n[2.000] shield: cancelled, asked 0 times\n");
    return WEFT_OK;
}

static int the_caller_is_cancelled_at_once(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2};
    weft_task task = weft_spawn(inner, &a), outer = weft_spawn(joins_shielded, &task);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(outer);
    EXPECT_IS(weft_join(outer), WEFT_CANCELLED);
    EXPECT_IS(weft_task_cancelling(task), 0);
    WEFT_TRY(weft_join(task));
    EXPECT_LOG("[1.000] shield: cancelled, asked 1 times\n[2.000] A ok\n");
    return WEFT_OK;
}

static int ended_already(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task task = weft_spawn(inner, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    unsigned before = tick;
    EXPECT_IS(weft_join_shielded(task), WEFT_OK);
    EXPECT_IS(tick, before);
    return WEFT_OK;
}


static int reports;

static int count_errors(const weft_error_report *report, void *arg)
{
    (void)arg;
    reports += strcmp(report->text, "A failed") == 0 ? 1 : 100;
    return WEFT_OK;
}

static int note_error(const weft_error_report *report, void *arg)
{
    (void)arg;
    note("handler: %s of %s", report->text, report->name);
    return WEFT_OK;
}

static int joins(void *arg)
{
    int err = weft_join(*(weft_task *)arg);

    note("join: %s", weft_error_name(err));
    return WEFT_OK;
}

/* The times and the order are CPython's, of the same program. */
static int told_the_turn_after(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2, .result = BAD}, b = {.name = "B", .seconds = 2, .result = BAD},
                 c = {.name = "C", .seconds = 2, .result = BAD}, d = {.name = "D", .seconds = 2};

    (void)arg;
    weft_on_error(note_error, NULL);
    weft_task both = weft_spawn_with(inner, &a, .name = "both");
    weft_task shields[] = {weft_spawn(joins_shielded, &both), weft_spawn(joins_shielded, &both)};
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(shields[0]);
    (void)weft_task_cancel(shields[1]);
    WEFT_TRY(weft_sleep(2));
    note("--- a live shield beside it");
    weft_task one = weft_spawn_with(inner, &b, .name = "one");
    weft_task cancelled = weft_spawn(joins_shielded, &one), live = weft_spawn(joins_shielded, &one);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(cancelled);
    EXPECT_IS(weft_join(live), BAD);
    WEFT_TRY(weft_sleep(1));
    note("--- a plain join beside it, and a limit");
    weft_task last = weft_spawn_with(inner, &c, .name = "last"), fine = weft_spawn(inner, &d);
    weft_task plain = weft_spawn(joins, &last);
    EXPECT_IS(weft_wait_for(weft_join_shielded(last), 1), WEFT_TIMEOUT);
    EXPECT_IS(weft_wait_for(weft_join_shielded(fine), 0.5), WEFT_TIMEOUT);
    WEFT_TRY(weft_join(plain));
    WEFT_TRY(weft_sleep(1));
    weft_on_error(NULL, NULL);
    EXPECT_LOG("[1.000] shield: cancelled, asked 1 times\n[1.000] shield: cancelled, asked 1 times\n[2.000] A ok\n"
               "[2.000] handler: A failed of both\n"
               "[3.000] --- a live shield beside it\n[4.000] shield: cancelled, asked 1 times\n[5.000] B ok\n"
               "[5.000] handler: B failed of one\n[5.000] shield: failed, asked 0 times\n"
               "[6.000] --- a plain join beside it, and a limit\n[8.000] C ok\n[8.000] D ok\n[8.000] join: failed\n"
               "[8.000] handler: C failed of last\n");
    return WEFT_OK;
}

static int waits_shielded(void *arg)
{
    return weft_future_wait_shielded(arg);
}

static int of_a_future(void *arg)
{
    weft_future future = {.resource = {.name = "the answer"}};
    weft_task outer = weft_spawn(waits_shielded, &future), live = weft_spawn(waits_shielded, &future);

    (void)arg;
    weft_on_error(note_error, NULL);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(outer);
    EXPECT_IS(weft_join(outer), WEFT_CANCELLED);
    (void)weft_future_fail_because(&future, BAD, "no answer");
    EXPECT_LOG("");
    WEFT_TRY(weft_yield());
    weft_on_error(NULL, NULL);
    EXPECT_IS(weft_join(live), BAD);
    EXPECT_LOG("[1.000] handler: no answer of the answer\n");
    return WEFT_OK;
}

static int leaves_failing_tasks(void *arg)
{
    static struct actor a = {.name = "A", .seconds = 2, .result = BAD}, b = {.name = "B", .seconds = 2};
    static weft_task failing, fine;
    weft_task shields[3];

    (void)arg;
    failing = weft_spawn(inner, &a);
    fine = weft_spawn(inner, &b);
    shields[0] = weft_spawn(joins_shielded, &failing);
    shields[1] = weft_spawn(joins_shielded, &failing);
    shields[2] = weft_spawn(joins_shielded, &fine);
    WEFT_TRY(weft_sleep(1));
    for (int i = 0; i < 3; i++)
        (void)weft_task_cancel(shields[i]);
    return weft_sleep(5);
}

static int reported_once(void *arg)
{
    (void)arg;
    reports = 0;
    weft_on_error(count_errors, NULL);
    int code = weft_run_with(&(weft_run_options){.virtual_clock = true}, leaves_failing_tasks, NULL);
    weft_on_error(NULL, NULL);
    EXPECT_IS(reports, 1);
    return code;
}

static size_t ready_now;

static void look(size_t ready, size_t scheduled, void *arg)
{
    (void)scheduled, (void)arg;
    ready_now = ready;
}

static int nothing_stays_behind(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2};
    weft_task task = weft_spawn(inner, &a), outer = weft_spawn(joins_shielded, &task);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(outer);
    EXPECT_IS(weft_join(outer), WEFT_CANCELLED);
    weft_on_turn(look, NULL);
    WEFT_TRY(weft_join(task));
    EXPECT_IS(ready_now, 1); /* only this task was woken */
    return WEFT_OK;
}

static struct actor left = {.name = "left", .seconds = 9};

static int leaves_a_shielded_task(void *arg)
{
    weft_task task = weft_spawn(inner, &left);

    (void)arg;
    case_begin(NULL);
    return weft_wait_for(weft_join_shielded(task), 1) == WEFT_TIMEOUT ? WEFT_OK : BAD;
}

static int not_from_the_end_of_the_run(void *arg)
{
    (void)arg;
    int code = weft_run_with(&(weft_run_options){.virtual_clock = true}, leaves_a_shielded_task, NULL);
    EXPECT_LOG("[1.000] left cancelled\n");
    return code;
}

static weft_task spawned_and_forgotten(struct actor *actor)
{
    return weft_spawn(inner, actor); /* nobody keeps the name */
}

static int nobody_holds_it(void *arg)
{
    struct actor a = {.name = "A", .seconds = 1};

    (void)arg;
    (void)spawned_and_forgotten(&a);
    WEFT_TRY(weft_sleep(2));
    EXPECT_LOG("[1.000] A ok\n");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(results_pass_through, "124", "results and failures pass through; a cancel of the inner task comes out"),
           KEPT(the_caller_is_cancelled_at_once, "125", "a cancelled caller is told at once, and the inner task runs on"),
           KEPT(ended_already, "126", "what has ended already takes no turn"),
           KEPT(told_the_turn_after, "127", "in the turn after it, also when a live shield or a join hears of it"),
           KEPT(of_a_future, "127", "a future's failure, too"),
           KEPT_ALONE(reported_once, "127", "a failure that no shield hears of is reported once, a success never"),
           KEPT(nothing_stays_behind, "128", "a cancelled shield leaves nothing behind"),
           KEPT_ALONE(not_from_the_end_of_the_run, "129", "a shield does not hold the end of the run up"),
           KEPT(nobody_holds_it, "130", "a task runs on though nobody kept its name"))

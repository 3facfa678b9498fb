/* The end of tasks: who hears of it, when and in which order, and how a cancel travels to it. All of this was found by tests/fuzz. */
#include "check.h"

enum { BAD = 1, CHAIN = 500 };

static int sleeper(void *arg)
{
    const struct actor *self = arg;
    int err = weft_sleep(self->seconds);

    note("%s: %s", self->name, weft_error_name(err));
    return err ? err : self->result;
}

static int joiner(void *arg)
{
    return weft_join(*(weft_task *)arg);
}

static void called(void *arg)
{
    note("%s", (const char *)arg);
}

/* ---- a cancel on its way ---- */

static weft_task in_the_circle[3];

static int joins_the_next(void *arg)
{
    int self = *(int *)arg;
    int err = weft_join(in_the_circle[(self + 1) % 3]);

    note("%d: %s", self, weft_error_name(err));
    return err;
}

static int circle(void *arg)
{
    int numbers[] = {0, 1, 2};

    (void)arg;
    for (int i = 0; i < 3; i++)
        in_the_circle[i] = weft_spawn(joins_the_next, &numbers[i]);
    WEFT_TRY(weft_yield());
    weft_task_cancel(in_the_circle[1]);
    EXPECT_IS(weft_join(in_the_circle[1]), WEFT_CANCELLED);
    EXPECT_LOG("[0.000] 0: cancelled\n[0.000] 2: cancelled\n[0.000] 1: cancelled\n");
    return WEFT_OK;
}

static int long_row(void *arg)
{
    static weft_task tasks[CHAIN];
    struct actor last = {"last", .seconds = 5};

    (void)arg;
    tasks[0] = weft_spawn(sleeper, &last);
    for (int i = 1; i < CHAIN; i++)
        tasks[i] = weft_spawn(joiner, &tasks[i - 1]);
    WEFT_TRY(weft_sleep(1));
    weft_task_cancel_because(tasks[CHAIN - 1], "enough");
    EXPECT_IS(weft_join(tasks[CHAIN - 1]), WEFT_CANCELLED);
    WEFT_EXPECT_TEXT(weft_error_text(), "enough");
    EXPECT_LOG("[1.000] last: cancelled\n");
    return WEFT_OK;
}

static int joins_all(void *arg)
{
    return weft_join_all(arg, NULL, 2);
}

static int cancel_goes_on_at_once(void *arg)
{
    struct actor a = {"A", .seconds = 5}, b = {"B", .seconds = 5};
    weft_task tasks[] = {weft_spawn(sleeper, &a), weft_spawn(sleeper, &b)};
    weft_task all = weft_spawn(joins_all, tasks);

    (void)arg;
    WEFT_TRY(weft_yield());
    weft_task_cancel(all);
    EXPECT_IS(weft_task_cancelling(tasks[0]), 1);
    EXPECT_IS(weft_task_cancelling(tasks[1]), 1);
    EXPECT_IS(weft_join(all), WEFT_CANCELLED);
    return WEFT_OK;
}

static weft_task joined_by_a_pair, pair[2];

static int joins_the_pair(void *arg)
{
    (void)arg;
    return weft_join_all(pair, NULL, 2);
}

/* Two names of one task that waits for the one that joins both: the second time the cancel comes, its wait is over. */
static int circle_through_a_pair(void *arg)
{
    (void)arg;
    pair[0] = pair[1] = weft_spawn(joiner, &joined_by_a_pair);
    joined_by_a_pair = weft_spawn(joins_the_pair, NULL);
    WEFT_TRY(weft_yield());
    weft_task_cancel(pair[0]);
    EXPECT_IS(weft_join(joined_by_a_pair), WEFT_CANCELLED);
    return WEFT_OK;
}

static int tells_twice(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_sleep(1), WEFT_CANCELLED);
    WEFT_EXPECT_TEXT(weft_error_text(), "first");
    EXPECT_IS(weft_sleep(1), WEFT_CANCELLED);
    WEFT_EXPECT_TEXT(weft_error_text(), "");
    return WEFT_OK;
}

static int old_reason(void *arg)
{
    weft_task task = weft_spawn(tells_twice, NULL);

    (void)arg;
    WEFT_TRY(weft_yield());
    weft_task_cancel_because(task, "first");
    WEFT_TRY(weft_yield());
    weft_task_cancel(task);
    return weft_join(task);
}

/* ---- records ---- */

static int joined_elsewhere(void *arg)
{
    struct actor a = {"A", .seconds = 1, .result = BAD}, b = {"B", .seconds = 2};
    weft_task tasks[] = {weft_spawn(sleeper, &a), weft_spawn(sleeper, &b)};
    int codes[2];
    weft_task other = weft_spawn(joiner, &tasks[0]);

    (void)arg;
    EXPECT_IS(weft_join_all(tasks, codes, 2), BAD);
    EXPECT_IS(codes[0], BAD);
    EXPECT_IS(codes[1], WEFT_OK);
    EXPECT_IS(weft_join(other), BAD);
    EXPECT_IS(weft_join(tasks[0]), BAD);
    return WEFT_OK;
}

/* ---- turns ---- */

static int ended_already(void *arg)
{
    struct actor a = {.name = "A"};
    weft_task task = weft_spawn(sleeper, &a);
    weft_completion next = WEFT_COMPLETION(&task, 1);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    size_t before = weft_turns();
    WEFT_TRY(weft_next_completed(&next));
    EXPECT_IS((int)(weft_turns() - before), 2);
    return WEFT_OK;
}

static int completes(void *arg)
{
    weft_completion next = WEFT_COMPLETION(arg, 2);

    WEFT_TRY(weft_next_completed(&next));
    WEFT_TRY(weft_next_completed(&next));
    note("completion");
    return WEFT_OK;
}

static int waits_for_both(void *arg)
{
    WEFT_TRY(weft_wait(arg, 2, WEFT_ALL_COMPLETED, WEFT_FOREVER));
    note("wait");
    return WEFT_OK;
}

static int order_of_waits(void *arg)
{
    struct actor a = {"A", .seconds = 1}, b = {"B", .seconds = 2};
    weft_task tasks[] = {weft_spawn(sleeper, &a), weft_spawn(sleeper, &b)};
    weft_task first = weft_spawn(completes, tasks), second = weft_spawn(waits_for_both, tasks);

    (void)arg;
    WEFT_TRY(weft_join(first));
    WEFT_TRY(weft_join(second));
    EXPECT_LOG("[1.000] A: ok\n[2.000] B: ok\n[2.000] completion\n[2.000] wait\n");
    return WEFT_OK;
}

static weft_handle again;

static void asks_again(void *arg)
{
    weft_task_on_done(*(weft_task *)arg, &again, called, "again");
}

static int callback_behind_a_wait(void *arg)
{
    struct actor a = {"A", .seconds = 1};
    weft_task tasks[] = {weft_spawn(sleeper, &a), weft_spawn(sleeper, &a)};
    weft_task waiter = weft_spawn(waits_for_both, tasks);
    weft_handle handle = {0};

    (void)arg;
    WEFT_TRY(weft_yield());
    weft_task_on_done(tasks[1], &handle, asks_again, &tasks[1]); /* after the wait, whose task so runs before what it asks for */
    WEFT_TRY(weft_join(waiter));
    WEFT_TRY(weft_yield());
    EXPECT_LOG("[1.000] A: ok\n[1.000] A: ok\n[1.000] wait\n[1.000] again\n");
    return WEFT_OK;
}

static int joins_shielded(void *arg)
{
    EXPECT_IS(weft_join_shielded(*(weft_task *)arg), WEFT_CANCELLED);
    note("joiner");
    return WEFT_OK;
}

static int both_are_cancelled(void *arg)
{
    struct actor a = {"A", .seconds = 5};
    weft_task task = weft_spawn(sleeper, &a), other = weft_spawn(joins_shielded, &task);

    (void)arg;
    WEFT_TRY(weft_yield());
    weft_task_cancel(task);
    weft_task_cancel(other);
    WEFT_TRY(weft_yield());
    EXPECT_LOG("[0.000] A: cancelled\n[0.000] joiner\n");
    return WEFT_OK;
}

static int waits_without_time(void *arg)
{
    return weft_future_wait_within(arg, 0);
}

static int cleans_up(void *arg)
{
    int err = weft_sleep(9);

    (void)arg;
    note("%s", weft_error_name(err));
    note("cleaned up: %s", weft_error_name(weft_sleep(1)));
    return err;
}

static int has_no_time(void *arg)
{
    return weft_join_within(*(weft_task *)arg, 0);
}

/* The task was told by then: a cancel of the task that waits for it does not tell it again. */
static int told_once(void *arg)
{
    weft_task task = weft_spawn(cleans_up, NULL);

    (void)arg;
    WEFT_TRY(weft_yield());
    weft_task waiter = weft_spawn(has_no_time, &task);
    WEFT_TRY(weft_sleep(0.5));
    (void)weft_task_cancel(waiter);
    note("%s", weft_error_name(weft_join(waiter)));
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[0.000] cancelled\n[0.500] cancelled\n[1.000] cleaned up: ok\n");
    return WEFT_OK;
}

static int no_time_left(void *arg)
{
    weft_future future = {0};
    weft_task task = weft_spawn(waits_without_time, &future);

    (void)arg;
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_future_result(&future), WEFT_CANCELLED); /* at once, not when the time strikes */
    EXPECT_IS(weft_join(task), WEFT_TIMEOUT);

    struct actor a = {"A", .seconds = 5};
    task = weft_spawn(sleeper, &a);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_join_within(task, 0), WEFT_TIMEOUT);
    EXPECT_LOG("[0.000] A: cancelled\n");

    size_t before = weft_turns();
    EXPECT_IS(weft_wait_for(weft_sleep(1), 0), WEFT_TIMEOUT); /* who tries again and again lets others run */
    EXPECT_IS((int)(weft_turns() - before), 3);
    return WEFT_OK;
}

static int waits(void *arg)
{
    int err = weft_future_wait(arg);

    note("waiter");
    return err;
}

static int order_at_a_future(void *arg)
{
    weft_future future = {0};
    weft_handle first = {0}, second = {0};

    (void)arg;
    weft_future_on_done(&future, &first, called, "first");
    weft_task waiter = weft_spawn(waits, &future);
    WEFT_TRY(weft_yield());
    weft_future_on_done(&future, &second, called, "second");
    weft_future_set(&future, NULL);
    WEFT_TRY(weft_join(waiter));
    EXPECT_LOG("[0.000] first\n[0.000] waiter\n[0.000] second\n");
    return WEFT_OK;
}

static int joins_and_says_so(void *arg)
{
    int err = weft_join(*(weft_task *)arg);

    note("joiner");
    return err;
}

static int order_at_a_task(void *arg)
{
    struct actor a = {"A", .seconds = 1};
    weft_handle first = {0}, second = {0};
    weft_task task = weft_spawn(sleeper, &a);
    weft_task other = weft_spawn(joins_and_says_so, &task);

    (void)arg;
    weft_task_on_done(task, &first, called, "first");
    WEFT_TRY(weft_yield());
    weft_task_on_done(task, &second, called, "second");
    WEFT_TRY(weft_join(other));
    EXPECT_LOG("[1.000] A: ok\n[1.000] first\n[1.000] joiner\n[1.000] second\n");
    return WEFT_OK;
}

/* ---- the end of a run ---- */

static weft_handle at_the_end[2];
static int heard;

static void hears(void *arg)
{
    heard++;
    if (arg)
        weft_call_soon(&at_the_end[1], hears, NULL);
}

static int leaves_a_task(void *arg)
{
    static struct actor a = {"A", .seconds = 5};
    weft_task task = weft_spawn(sleeper, &a);

    (void)arg;
    WEFT_TRY(weft_yield());
    return weft_task_on_done(task, &at_the_end[0], hears, "once more");
}

static const weft_run_options plain = {.virtual_clock = true};

static int callbacks_at_the_end(void *arg)
{
    (void)arg;
    heard = 0;
    EXPECT_IS(weft_run_with(&plain, leaves_a_task, NULL), 0);
    EXPECT_IS(heard, 2);
    return WEFT_OK;
}

static int child(void *arg)
{
    (void)arg;
    int err = weft_sleep(100);
    heard = weft_time() == 0 && err == WEFT_CANCELLED;
    return err;
}

static int absorbs(void *arg)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, child, arg);
    int err = weft_sleep(100);
    return err == WEFT_CANCELLED ? weft_sleep(2) : err;
}

static int leaves_a_group(void *arg)
{
    weft_spawn(absorbs, arg);
    WEFT_TRY(weft_yield());
    return weft_yield();
}

static int all_that_are_left(void *arg)
{
    (void)arg;
    heard = 0;
    EXPECT_IS(weft_run_with(&plain, leaves_a_group, NULL), 0);
    EXPECT_IS(heard, 1);
    return WEFT_OK;
}

/* ---- groups and permits ---- */

static weft_task gatherer;

static int cancels_its_gatherer(void *arg)
{
    (void)arg;
    weft_task_cancel(gatherer);
    return weft_sleep(1);
}

static int gathers(void *arg)
{
    int code = WEFT_OK;

    (void)arg;
    int err = weft_gather_settled(((weft_call[]){{cancels_its_gatherer, NULL}}), &code, 1);
    EXPECT_IS(code, WEFT_CANCELLED);
    return err;
}

static int told_by_itself(void *arg)
{
    (void)arg;
    gatherer = weft_spawn(gathers, NULL);
    EXPECT_IS(weft_join(gatherer), WEFT_CANCELLED);
    EXPECT_IS(weft_time() > 0, 0);
    return WEFT_OK;
}

static int fails(void *arg)
{
    (void)arg;
    return BAD;
}

static int two_fail(weft_group *group)
{
    weft_group_spawn(group, fails, NULL);
    weft_group_spawn_with(group, fails, NULL, .start = weft_start_now);
    return WEFT_OK;
}

static int looks_again(void *arg)
{
    WEFT_GROUP(group);
    size_t before = weft_turns();

    (void)arg;
    EXPECT_IS(weft_group_with(&group, two_fail(&group)), BAD);
    EXPECT_IS((int)(weft_turns() - before), 2);
    return WEFT_OK;
}

static int gathers_a_failure(void *arg)
{
    struct actor *late = arg;
    int codes[2];

    return weft_gather_settled(((weft_call[]){{fails, NULL}, {sleeper, late}}), codes, 2);
}

static int settled_and_cancelled(void *arg)
{
    struct actor late = {"late", .seconds = 5};
    weft_task task = weft_spawn(gathers_a_failure, &late);

    (void)arg;
    EXPECT_IS(weft_join_settled(NULL, NULL, 0), WEFT_OK);
    WEFT_TRY(weft_sleep(1));
    weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[1.000] late: cancelled\n");
    return WEFT_OK;
}

static int body_fails(weft_group *group, struct actor *late)
{
    weft_group_spawn(group, sleeper, late);
    return weft_raise(BAD, "the body's");
}

static int fails_in_its_group(void *arg)
{
    WEFT_GROUP(group);

    return weft_group_with(&group, body_fails(&group, arg));
}

static int slow_to_stop(void *arg)
{
    (void)arg;
    return weft_shield(weft_sleep(3));
}

static int fails_beside_a_slow_one(void *arg)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, slow_to_stop, NULL);
    WEFT_TRY(weft_yield());
    WEFT_TRY(weft_yield());
    return weft_group_with(&group, body_fails(&group, arg));
}

static int own_words(void *arg)
{
    struct actor late = {"late", .seconds = 5};
    weft_task task = weft_spawn(fails_in_its_group, &late);

    (void)arg;
    EXPECT_IS(weft_join(task), BAD);
    WEFT_EXPECT_TEXT(weft_error_text(), "the body's");
    task = weft_spawn(fails_beside_a_slow_one, &late);
    WEFT_TRY(weft_sleep(1));
    weft_task_cancel_because(task, "a reason");
    EXPECT_IS(weft_join(task), BAD);
    WEFT_EXPECT_TEXT(weft_error_text(), "the body's");
    return WEFT_OK;
}

static int takes_a_permit(void *arg)
{
    return weft_semaphore_acquire(arg);
}

static int no_permit_at_all(void *arg)
{
    weft_semaphore none = WEFT_BOUNDED_SEMAPHORE(0);
    weft_task task = weft_spawn(takes_a_permit, &none);

    (void)arg;
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_semaphore_release(&none), WEFT_INVALID);
    weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    return WEFT_OK;
}

/* ---- a host that fails once when it is asked for news ---- */

static int lines_said;

static void count_line(const char *line, void *arg)
{
    (void)line, (void)arg;
    lines_said++;
}

static int never_waits(void *arg)
{
    (void)arg;
    weft__options.fail_host = (struct weft__fault){.at = 1};
    for (int i = 0; i < 3000; i++)
        WEFT_TRY(weft_yield());
    return WEFT_OK;
}

/* ---- a failure behind a cancelled shield, in the last step ---- */

static weft_variable request = {.fallback = NULL};
static int reports;

static int count_reports(const weft_error_report *report, void *arg)
{
    (void)arg;
    reports += report->code == BAD;
    EXPECT_IS(weft__loop.ready_count, 0); /* its handle is not under way any more */
    return WEFT_OK;
}

static int shields_it(void *arg)
{
    return weft_join_shielded(*(weft_task *)arg);
}

static int fails_when_woken(void *arg)
{
    WEFT_TRY(weft_variable_set(&request, arg));
    WEFT_TRY(weft_event_wait(arg));
    weft__end_run(9); /* before the turn of the handler */
    return BAD;
}

static int fails_unheard(void *arg)
{
    weft_event event = {0};
    weft_task fails_late = weft_spawn(fails_when_woken, &event);
    weft_task shield = weft_spawn(shields_it, &fails_late);

    (void)arg;
    weft_on_error(count_reports, NULL);
    WEFT_TRY(weft_yield());
    weft_task_cancel(shield);
    EXPECT_IS(weft_join(shield), WEFT_CANCELLED);
    weft_event_set(&event);
    return weft_sleep(WEFT_FOREVER);
}

static int told_in_the_last_step(void *arg)
{
    weft_run_outcome outcome;

    (void)arg;
    reports = 0;
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true, .outcome = &outcome}), fails_unheard, NULL), 9);
    weft_on_error(NULL, NULL);
    EXPECT_IS(reports, 1);
    EXPECT_IS(outcome.bytes, 0); /* the handle's context, too */
    return WEFT_OK;
}

#if !defined __has_feature
#define __has_feature(what) 0
#endif
#if !defined __wasm__ && !defined __SANITIZE_ADDRESS__ && !__has_feature(address_sanitizer)
#include <sys/wait.h>
#include <unistd.h>

/* ---- stacks without a guard ---- */

enum { SMALL = 4096, GUARDED = 4096 };

/* Writes over the last bytes of a stack that has no guard, and over nothing else: they are 32 of one kind. */
__attribute__((noinline)) static int runs_over(void *arg)
{
    volatile unsigned char *at = (unsigned char *)__builtin_frame_address(0);
    int alike = 0;

    (void)arg;
    for (int i = 0; i < SMALL && alike < 32; i++)
        alike = *--at == 0xA5 ? alike + 1 : 0;
    EXPECT_IS(alike, 32);
    *at = 1;
    WEFT_TRY(weft_yield());
    EXPECT(!"it goes on");
    return WEFT_OK;
}

static int makes_many(void *arg)
{
    (void)arg;
    for (int i = 0; i < GUARDED; i++)
        (void)weft_spawn_with(child, NULL, .stack_bytes = SMALL);
    weft_task last = weft_spawn_with(runs_over, NULL, .stack_bytes = SMALL);
    return weft_join(last);
}

/* It ends the process with a sentence that names the task, and this one goes on. */
static int without_a_guard(void *arg)
{
    int status = 0, ends[2];
    char text[1000];
    size_t length = 0;

    (void)arg;
    EXPECT_IS(pipe(ends), 0);
    pid_t process = fork();
    if (process == 0) {
        dup2(ends[1], 2);
        _exit(weft_run_with(&(weft_run_options){.virtual_clock = true}, makes_many, NULL));
    }
    close(ends[1]);
    for (ssize_t got; length < sizeof text - 1 && (got = read(ends[0], text + length, sizeof text - 1 - length)) > 0;)
        length += (size_t)got;
    text[length] = '\0';
    close(ends[0]);
    EXPECT_IS(waitpid(process, &status, 0), process);
    EXPECT(WIFEXITED(status));
    EXPECT(strstr(text, "weft: stack overflow in Task-") != NULL);
    EXPECT_IS(WEXITSTATUS(status), WEFT_EXIT_OVERFLOW);
    return WEFT_OK;
}
#define OF_STACKS {.body = without_a_guard, .name = "a stack without a guard that ran over", .alone = true},
#else
#define OF_STACKS
#endif

/* One that was never used is closed all the same: then it may not be used. */
static int a_runner_that_was_never_used(void *arg)
{
    weft_runner runner = {0};

    (void)arg;
    EXPECT_IS(weft_runner_close(&runner), 0);
    lines_said = 0;
    weft_on_report(count_line, NULL);
    EXPECT_IS(weft_runner_run(&runner, never_waits, NULL), WEFT_EXIT_FAILED);
    weft_on_report(NULL, NULL);
    EXPECT_IS(lines_said, 1);
    return WEFT_OK;
}

/* A run that ends so, and says one line. */
static int ends_in_a_line(const weft_run_options *options, int code)
{
    lines_said = 0;
    weft_on_report(count_line, NULL);
    EXPECT_IS(weft_run_with(options, never_waits, NULL), code);
    weft_on_report(NULL, NULL);
    EXPECT_IS(lines_said, 1);
    return WEFT_OK;
}

static int no_such_signal(void *arg)
{
    (void)arg;
    return ends_in_a_line(&(weft_run_options){.virtual_clock = true, .signals = "@1"}, WEFT_EXIT_OPTION);
}

/* The run goes on; its exit code says that it was not right. */
static int news_that_fail(void *arg)
{
    (void)arg;
    return ends_in_a_line(&(weft_run_options){.virtual_clock = true}, WEFT_EXIT_HOST);
}

WEFT_TESTS(OF_STACKS {.body = told_in_the_last_step, .name = "a failure behind a cancelled shield in the last step is told once", .alone = true},
           {.body = a_runner_that_was_never_used, .name = "a runner that is closed before its first run", .alone = true},
           {.body = no_such_signal, .name = "a signal without a name is refused", .alone = true},
           {.body = news_that_fail, .name = "a host that fails when it is asked for news: the run goes on, and its code says so", .alone = true},
           CASE(circle, "a cancel comes round a circle of joins: the last one is told, and all end"),
           CASE(long_row, "a cancel goes along a row of five hundred joins, with its reason"),
           CASE(circle_through_a_pair, "a circle through a task that joins another twice"),
           CASE(cancel_goes_on_at_once, "join_all passes a cancel on at once"),
           CASE(old_reason, "a cancel without a reason does not show an older one's"),
           CASE(joined_elsewhere, "join_all: another one joins one of the tasks meanwhile"),
           CASE(ended_already, "completions: two turns for what has ended already"),
           CASE(both_are_cancelled, "a shielded joiner that is cancelled goes on at once, also when the task ends then"),
           CASE(no_time_left, "no time left: cancelled at once, and known some turns later"),
           CASE(told_once, "no time left: the task is told once, whatever becomes of the task that waits for it"),
           CASE(order_at_a_future, "who waits for a future and its callbacks hear in the order in which they asked"),
           CASE(order_at_a_task, "who joins a task and its callbacks, too"),
           CASE(order_of_waits, "waits for several hear in the order in which they began, also the second one of a completion"),
           CASE(callback_behind_a_wait, "a callback that was asked for after a wait hears after it"),
           {.body = callbacks_at_the_end, .name = "callbacks of the last ends run before the run returns", .alone = true},
           {.body = all_that_are_left, .name = "at the end a group's tasks are told at once, as all others", .alone = true},
           CASE(told_by_itself, "a call that cancels who gathers it is cancelled, too"),
           CASE(settled_and_cancelled, "gather_settled passes a cancel on also when a call has failed"),
           CASE(own_words, "a body's failure keeps its words when a cancel with a reason comes while it waits for the rest"),
           CASE(looks_again, "a group that waits for the rest when one fails looks again"),
           CASE(no_permit_at_all, "a bounded semaphore without a permit refuses every release"))

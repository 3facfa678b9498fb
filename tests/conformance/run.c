/* RUNR: weft_run, the runner and interrupts (statements 228 to 240). */
#ifndef __wasm__
#include <signal.h>
#endif

#include "case.h"

/* Makes a run of its own with the virtual clock; what the runtime says goes to the log. */
static int run_with(const char *signals, weft_task_function *body, void *arg)
{
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    int code = weft_run_with((&(weft_run_options){.virtual_clock = true, .signals = signals}), body, arg);
    weft_on_report(NULL, NULL);
    return code;
}

static int returns(void *arg)
{
    return *(int *)arg;
}

static int runs_inside(void *arg)
{
    note("a run inside a run: %d", weft_run(returns, arg));
    return WEFT_OK;
}

static int what_main_returned(void *arg)
{
    int code = 0;

    (void)arg;
    EXPECT_IS(run_with(NULL, returns, &code), 0);
    code = 5;
    EXPECT_IS(run_with(NULL, returns, &code), 5);
    EXPECT_IS(run_with(NULL, runs_inside, &code), 0);
    EXPECT_LOG("[0.000] weft: weft_run was called inside a run; call returns itself, or spawn it\n"
               "[0.000] a run inside a run: 105\n");
    EXPECT_IS(run_with(NULL, NULL, NULL), WEFT_EXIT_FAILED);
    return WEFT_OK;
}

/* Sleeps; when cancelled, cleans up for a while. */
static int cleans_up(void *arg)
{
    struct actor *self = arg;
    int err = weft_sleep(99);

    note("%s: %s", self->name, weft_error_name(err));
    WEFT_TRY(weft_sleep(self->seconds));
    note("%s is clean", self->name);
    return self->result ? self->result : err;
}

static struct actor one, two, three;

static int leaves_three(void *arg)
{
    (void)arg;
    one = (struct actor){.name = "one", .seconds = 2};
    two = (struct actor){.name = "two", .seconds = 1};
    three = (struct actor){.name = "three"};
    (void)weft_spawn(cleans_up, &one);
    (void)weft_spawn(cleans_up, &two);
    (void)weft_spawn(cleans_up, &three);
    WEFT_TRY(weft_sleep(1));
    note("main ends");
    return WEFT_OK;
}

static int leftovers(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(NULL, leaves_three, NULL), 0);
    note("the run is over");
    EXPECT_LOG("[1.000] main ends\n"
               "[1.000] one: cancelled\n"
               "[1.000] two: cancelled\n"
               "[1.000] three: cancelled\n"
               "[1.000] three is clean\n"
               "[2.000] two is clean\n"
               "[3.000] one is clean\n"
               "[0.000] the run is over\n");
    return WEFT_OK;
}

static int pages(weft_generator *generator, void *arg)
{
    int err = WEFT_OK;

    for (int page = 1; !err; page++)
        err = weft_give(generator, &page);
    note("the generator: %s", weft_error_name(err));
    WEFT_TRY(weft_sleep(1));
    note("the generator is clean");
    return arg ? *(int *)arg : err;
}

static weft_generator left_open;

static int leaves_a_generator(void *arg)
{
    int page = 0;

    one = (struct actor){.name = "one", .seconds = 2};
    left_open = (weft_generator){.body = pages, .arg = arg, .resource = {.name = "left_open"}};
    WEFT_TRY(weft_next(&left_open, &page));
    (void)weft_spawn(cleans_up, &one);
    return weft_sleep(1);
}

static int the_order_of_the_end(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(NULL, leaves_a_generator, NULL), 0);
    EXPECT_LOG("[1.000] one: cancelled\n"
               "[3.000] one is clean\n"
               "[3.000] the generator: cancelled\n"
               "[4.000] the generator is clean\n");
    return WEFT_OK;
}

static int handler(const weft_error_report *error, void *arg)
{
    (void)arg;
    note("%s: %s, code %d", error->message, error->name, error->code);
    return WEFT_OK;
}

static int leaves_one_that_fails(void *arg)
{
    one = (struct actor){.name = "one", .result = 8};
    (void)weft_spawn(cleans_up, &one);
    WEFT_TRY(weft_yield());
    return *(int *)arg;
}

static int a_leftover_fails(void *arg)
{
    int code = 5;

    (void)arg;
    weft_on_error(handler, NULL);
    case_log[0] = '\0';
    EXPECT_IS(weft_run_with((&(weft_run_options){.virtual_clock = true}), leaves_one_that_fails, &code), 5);
    weft_on_error(NULL, NULL);
    EXPECT_LOG("[0.000] one: cancelled\n"
               "[0.000] one is clean\n"
               "[0.000] a task failed while the run was ending: Task-2, code 8\n");
    return WEFT_OK;
}

static int absorbs(void *arg)
{
    (void)arg;
    while (weft_time() < 20)
        if (weft_sleep(20 - weft_time()) == WEFT_CANCELLED)
            note("absorbed");
    note("ended by itself");
    return WEFT_OK;
}

static int leaves_one_that_absorbs(void *arg)
{
    (void)weft_spawn(absorbs, arg);
    return weft_sleep(1);
}

static int waits_for_who_absorbs(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(NULL, leaves_one_that_absorbs, NULL), 0);
    EXPECT_LOG("[1.000] absorbed\n[20.000] ended by itself\n");
    return WEFT_OK;
}

static int spawns_in_clean_up(void *arg)
{
    int err = weft_sleep(99);

    (void)arg;
    two = (struct actor){.name = "two", .seconds = 1};
    (void)weft_spawn(cleans_up, &two);
    WEFT_TRY(weft_sleep(1));
    note("one is clean");
    return err;
}

static int leaves_one_that_spawns(void *arg)
{
    (void)weft_spawn(spawns_in_clean_up, arg);
    return weft_sleep(1);
}

static int swept_again(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with(NULL, leaves_one_that_spawns, NULL), 0);
    note("the run is over");
    EXPECT(strstr(case_log, "one is clean\n") != NULL);
    EXPECT(strstr(case_log, "two is clean\n") == NULL); /* it was cancelled before its first step */
    case_show(NULL);
    return WEFT_OK;
}

static weft_variable visits = {.fallback = "none"};

static int visits_first(void *arg)
{
    note("first sees %s", (const char *)weft_variable_get(&visits));
    (void)weft_spawn(cleans_up, arg);
    return weft_variable_set(&visits, "first");
}

static int visits_second(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    note("second sees %s", (const char *)weft_variable_get(&visits));
    return WEFT_OK;
}

static weft_runner runner, another;

static int uses_runner(void *arg)
{
    note("a run inside a run: %d", weft_runner_run(&runner, returns, arg));
    note("a close inside a run: %d", weft_runner_close(&runner));
    return WEFT_OK;
}

static int several_runs(void *arg)
{
    weft_run_outcome left;
    weft_run_options options = {.virtual_clock = true, .debug = WEFT_DEBUG_ON, .outcome = &left};
    int code = 5;

    (void)arg;
    case_begin(NULL);
    weft_on_report(case_said, NULL);
    one = (struct actor){.name = "one", .seconds = 1};
    runner = (weft_runner){.options = &options};
    EXPECT_IS(weft_runner_run(&runner, visits_first, &one), 0);
    EXPECT_IS(weft_runner_run(&runner, visits_second, NULL), 0);
    EXPECT_IS(weft_runner_run(&runner, uses_runner, &code), 0);
    EXPECT_IS(weft_runner_run(&another, returns, &code), WEFT_EXIT_FAILED);
    EXPECT_IS(weft_runner_close(&runner), 0);
    EXPECT_IS(weft_runner_close(&runner), 0);
    EXPECT_IS(weft_runner_run(&runner, returns, &code), WEFT_EXIT_FAILED);
    weft_on_report(NULL, NULL);
    EXPECT_IS((long long)left.bytes, 0);
    EXPECT_LOG("[0.000] weft: debug: the run begins, on the virtual clock\n"
               "[0.000] first sees none\n"
               "[1.000] second sees first\n"
               "[1.000] weft: a runner was used inside a run\n"
               "[1.000] a run inside a run: 105\n"
               "[1.000] weft: a runner was closed inside a run\n"
               "[1.000] a close inside a run: 105\n"
               "[1.000] weft: a runner was used while another is open\n"
               "[1.000] one: cancelled\n"
               "[2.000] one is clean\n"
               "[2.000] weft: debug: the run ends at 2.000 s with exit code 0\n"
               "[0.000] weft: a runner was used after it was closed\n");
    return WEFT_OK;
}

/* ---- interrupts ---- */

static int long_work(void *arg)
{
    (void)arg;
    int err = weft_sleep(10);

    note("main: %s", weft_error_name(err));
    WEFT_TRY(weft_sleep(2));
    note("main is clean");
    return err;
}

static int interrupt_once(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("INT@1", long_work, NULL), WEFT_EXIT_INTERRUPTED);
    EXPECT_LOG("[1.000] main: cancelled\n[3.000] main is clean\n[3.000] weft: interrupted\n");
    return WEFT_OK;
}

static int swallows(void *arg)
{
    (void)arg;
    note("%s, and swallowed", weft_error_name(weft_sleep(10)));
    return 4;
}

static int interrupt_absorbed(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("INT@1", swallows, NULL), 4);
    EXPECT(strstr(case_log, "[1.000] cancelled, and swallowed\n") != NULL);
    EXPECT(strstr(case_log, "interrupted") == NULL);
    return WEFT_OK;
}

static int interrupt_twice(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("INT@1,INT@2", long_work, NULL), WEFT_EXIT_INTERRUPTED);
    EXPECT_LOG("[1.000] main: cancelled\n[2.000] weft: ended by the signal INT\n");
    return WEFT_OK;
}

static void cancels(void *arg)
{
    EXPECT_IS(weft_task_cancel(*(weft_task *)arg), WEFT_OK);
}

static int also_cancelled(void *arg)
{
    weft_handle handle = {0};
    weft_task self = weft_current();

    WEFT_TRY(weft_call_later(&handle, 2, cancels, &self));
    WEFT_TRY(weft_shield(weft_sleep(3)));
    return long_work(arg);
}

static int interrupted_and_cancelled(void *arg)
{
    (void)arg;
    EXPECT_IS(run_with("INT@1", also_cancelled, NULL), WEFT_EXIT_CANCELLED);
    EXPECT(strstr(case_log, "interrupted") == NULL);
    return WEFT_OK;
}

#ifdef __wasm__
static int the_hook(void *arg)
{
    (void)arg; /* a WASI program has no dispositions of signals */
    return WEFT_OK;
}
#else
static void (*during)(int);

static int looks_at_the_hook(void *arg)
{
    (void)arg;
    during = signal(SIGINT, SIG_DFL);
    signal(SIGINT, during);
    return WEFT_OK;
}

static int raises(void *arg)
{
    (void)arg;
    raise(SIGINT);
    return weft_sleep(1);
}

static int the_hook(void *arg)
{
    void (*before)(int) = signal(SIGINT, SIG_DFL);

    (void)arg;
    EXPECT_IS(run_with(NULL, looks_at_the_hook, NULL), 0);
    EXPECT(during != SIG_DFL && during != SIG_IGN);
    EXPECT(signal(SIGINT, SIG_IGN) == SIG_DFL); /* as before the run */
    EXPECT_IS(run_with(NULL, raises, NULL), 0); /* who ignores it goes on doing so */
    EXPECT(signal(SIGINT, before) == SIG_IGN);
    return WEFT_OK;
}
#endif

WEFT_TESTS(KEPT_ALONE(what_main_returned, "228", "a run returns what main returned; one inside another is refused"),
           KEPT_ALONE(leftovers, "229, 234", "what is left is cancelled in the order of its making, and awaited"),
           KEPT_ALONE(the_order_of_the_end, "230", "first the tasks that are left, with their clean-up, then the generators"),
           KEPT_ALONE(a_leftover_fails, "231", "a leftover that fails is reported, and main's code stays"),
           KEPT_ALONE(waits_for_who_absorbs, "232", "a leftover that absorbs the cancel is waited for"),
           DIFFERENT_ALONE(swept_again, "233", "what is spawned in clean-up is cancelled, too"),
           KEPT_ALONE(several_runs, "235", "a runner keeps one loop and one context over several runs, and is closed once"),
           KEPT_ALONE(interrupt_once, "236", "the first Ctrl-C cancels main, and the run ends as interrupted"),
           KEPT_ALONE(interrupt_absorbed, "237", "a main that absorbs it returns what it likes"),
           KEPT_ALONE(interrupt_twice, "238", "the second Ctrl-C ends the run at once"),
           KEPT_ALONE(interrupted_and_cancelled, "239", "a main that somebody else cancelled, too, ends as cancelled"),
           KEPT_ALONE(the_hook, "240", "Ctrl-C is taken over for the run only, and not from who ignores it"))

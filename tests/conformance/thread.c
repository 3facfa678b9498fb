/* THRD and part of TNET: threads, jobs and pools (statements 267 to 274, 383, 384). On the virtual clock a job runs in place. */
#include "case.h"

#include "weft/job.h"

struct ask {
    int value, result, seconds;
};

static int answer(void *arg)
{
    struct ask *ask = arg;
    int err = weft_sleep(ask->seconds);

    if (err)
        note("the task: %s", weft_error_name(err));
    WEFT_TRY(err);
    if (ask->value == 13)
        return 7;
    ask->result = ask->value * 2;
    return WEFT_OK;
}

/* ---- from a thread ---- */

static int asks(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    WEFT_TRY(weft_spawn_from_thread(&future, answer, arg));
    return weft_thread_result(&future, 5);
}

static int a_thread_gets_value_and_error(void *arg)
{
    struct ask good = {.value = 21, .seconds = 1}, bad = {.value = 13, .seconds = 1};

    (void)arg;
    EXPECT_IS(weft_to_thread(asks, &good), WEFT_OK);
    EXPECT_IS(good.result, 42);
    EXPECT_IS(weft_to_thread(asks, &bad), 7);
    return WEFT_OK;
}

static int asks_in_vain(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    (void)arg;
    WEFT_TRY(weft_spawn_from_thread(&future, answer, arg));
    int err = weft_thread_result(&future, 5);
    return err == WEFT_NO_MEMORY ? WEFT_OK : 1;
}

static void no_function(weft_spawn_options *options, void *arg)
{
    (void)arg;
    options->fn = NULL;
}

static int a_task_that_cannot_be_made(void *arg)
{
    struct ask ask = {0};

    (void)arg;
    weft_on_spawn(no_function, NULL);
    int err = weft_to_thread(asks_in_vain, &ask);
    weft_on_spawn(NULL, NULL);
    EXPECT_IS(err, WEFT_OK);
    return WEFT_OK;
}

static int asks_twice(void *arg)
{
    WEFT_THREAD_FUTURE(future);
    struct ask *ask = arg;

    WEFT_TRY(weft_spawn_from_thread(&future, answer, ask));
    note("after half a second: %s", weft_error_name(weft_thread_result(&future, 0.5)));
    int err = weft_thread_result(&future, 5);
    note("then: %s, %d", weft_error_name(err), ask->result);
    return err;
}

static int a_timeout_cancels_nothing(void *arg)
{
    struct ask ask = {.value = 4, .seconds = 1};

    (void)arg;
    WEFT_TRY(weft_to_thread(asks_twice, &ask));
    EXPECT_LOG("[0.500] after half a second: timed out\n[1.000] then: ok, 8\n");
    return WEFT_OK;
}

static int calls_it_off(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    WEFT_TRY(weft_spawn_from_thread(&future, answer, arg));
    if (weft_thread_result(&future, 0.5) != WEFT_TIMEOUT)
        return 1;
    weft_thread_cancel(&future);
    note("the future: %s", weft_error_name(weft_thread_result(&future, 5)));
    return WEFT_OK;
}

static int a_cancel_of_the_future(void *arg)
{
    struct ask ask = {.seconds = 1};

    (void)arg;
    WEFT_TRY(weft_to_thread(calls_it_off, &ask));
    EXPECT_LOG("[0.500] the task: cancelled\n[0.500] the future: cancelled\n");
    return WEFT_OK;
}

static weft_task asked_for;

static int says_who(void *arg)
{
    asked_for = weft_current();
    return answer(arg);
}

static int asks_for_cancelled(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    WEFT_TRY(weft_spawn_from_thread(&future, says_who, arg));
    return weft_thread_result(&future, 5) == WEFT_CANCELLED ? WEFT_OK : 1;
}

static int in_thread(void *arg)
{
    return weft_to_thread(asks_for_cancelled, arg);
}

static int a_cancelled_task(void *arg)
{
    struct ask ask = {.seconds = 3};
    weft_task thread = weft_spawn(in_thread, &ask);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(asked_for);
    return weft_join(thread);
}

/* ---- to a thread ---- */

static int blocks(void *arg)
{
    struct ask *ask = arg;

    weft_block(ask->seconds);
    ask->result++;
    note("the thread has ended");
    return ask->value;
}

static int waits_for_thread(void *arg)
{
    int err = weft_to_thread(blocks, arg);

    note("the waiter: %s", weft_error_name(err));
    return err;
}

static int naps(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    note("the loop goes on");
    return WEFT_OK;
}

static int threads_beside_the_loop(void *arg)
{
    struct ask two = {.seconds = 2}, three = {.seconds = 3}, fails = {.value = 9};

    (void)arg;
    WEFT_TRY(weft_gather({waits_for_thread, &two}, {waits_for_thread, &three}, {naps, NULL}));
    EXPECT_LOG("[1.000] the loop goes on\n[2.000] the thread has ended\n[2.000] the waiter: ok\n"
               "[3.000] the thread has ended\n[3.000] the waiter: ok\n");
    EXPECT_IS(two.result + three.result, 2);
    EXPECT_IS(weft_to_thread(blocks, &fails), 9);
    return WEFT_OK;
}

static int a_cancel_leaves_at_once(void *arg)
{
    struct ask ask = {.seconds = 2};
    weft_task task = weft_spawn(waits_for_thread, &ask);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    WEFT_TRY(weft_sleep(2));
    EXPECT_LOG("[1.000] the waiter: cancelled\n[2.000] the thread has ended\n");
    return WEFT_OK;
}

static int leaves_a_thread(void *arg)
{
    (void)weft_spawn(waits_for_thread, arg);
    return weft_sleep(0.5);
}

static int run_waits(void *arg)
{
    struct ask ask = {.seconds = 2};
    weft_run_outcome outcome;
    weft_run_options options = {.virtual_clock = true, .outcome = &outcome};

    (void)arg;
    EXPECT_IS(weft_run_with(&options, leaves_a_thread, &ask), 0);
    EXPECT_IS(ask.result, 1);
    EXPECT_IS((int)(outcome.seconds * 10), 20);
    return WEFT_OK;
}

static int pools(void *arg)
{
    struct ask ask = {.value = 3};
    weft_pool own = {.most = 1};

    (void)arg;
    EXPECT_IS(weft_to_thread(blocks, &ask), 3);
    EXPECT_IS(weft_to_thread(blocks, &ask, .pool = &own), 3);
    WEFT_TRY(weft_pool_close(&own));
    EXPECT_IS(weft_to_thread(blocks, &ask, .pool = &own), WEFT_USAGE);
    EXPECT_TEXT(weft_error_text(), "the pool is closed: it takes no more jobs");
    return WEFT_OK;
}

/* ---- one loop ---- */

static int runs_inside(void *arg)
{
    (void)arg;
    return weft_run(naps, NULL);
}

static int one_loop(void *arg)
{
    struct ask asks_of[3] = {{.value = 1, .seconds = 1}, {.value = 2, .seconds = 2}, {.value = 3, .seconds = 3}};

    (void)arg;
    note("a loop in a second thread: exit code %d", weft_to_thread(runs_inside, NULL));
    for (int i = 0; i < 3; i++)
        WEFT_TRY(weft_to_thread(asks, &asks_of[i]));
    note("three threads asked one loop: %d %d %d", asks_of[0].result, asks_of[1].result, asks_of[2].result);
    EXPECT_IS(weft_tasks(NULL, 0), (size_t)1);
    return WEFT_OK;
}

/* ---- Trio ---- */

static int stays(void *arg)
{
    int err = weft_to_thread(blocks, arg, .to_end = true);

    note("the waiter: %s", weft_error_name(err));
    return weft_sleep(1);
}

static int both_cancels(void *arg)
{
    struct ask first = {.seconds = 2}, second = {.seconds = 2};
    weft_task leaves = weft_spawn(waits_for_thread, &first);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(leaves);
    EXPECT_IS(weft_join(leaves), WEFT_CANCELLED);
    note("places that are taken: %d", (int)weft_jobs_running());
    WEFT_TRY(weft_sleep(1.5));
    note("places that are taken: %d", (int)weft_jobs_running());
    note("with .to_end:");
    weft_task keeps = weft_spawn(stays, &second);
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(keeps);
    EXPECT_IS(weft_join(keeps), WEFT_CANCELLED);
    return WEFT_OK;
}

static void says_it_runs(void *arg)
{
    note("a callback in the loop: %s", (const char *)arg);
}

static int goes_back(void *arg)
{
    WEFT_TRY(weft_call_from_thread(says_it_runs, arg));
    return asks(&(struct ask){.value = 1, .seconds = 1});
}

static int back_in_the_loop(void *arg)
{
    static char word[] = "hello";

    (void)arg;
    WEFT_TRY(weft_to_thread(goes_back, word));
    note("and a task in a task of its own");
    return WEFT_OK;
}

WEFT_TESTS(KEPT(a_thread_gets_value_and_error, "267", "a thread gets the value or the error of its task"),
           KEPT(a_task_that_cannot_be_made, "267", "and why it could not be made"),
           KEPT(a_timeout_cancels_nothing, "268", "a result that did not come in time cancels nothing"),
           KEPT(a_cancel_of_the_future, "269", "a cancel of the future cancels the task"),
           KEPT(a_cancelled_task, "269", "a cancelled task cancels the future"),
           KEPT(threads_beside_the_loop, "270", "threads run beside each other and the loop, each once"),
           KEPT(a_cancel_leaves_at_once, "271", "a cancel leaves at once, and the thread runs to its end"),
           KEPT_ALONE(run_waits, "272", "a run waits for its threads"),
           KEPT(pools, "273", "the run's pool or one's own, until it is closed"),
           DIFFERENT(one_loop, "274", "a program has one loop, which all threads may ask"),
           DIFFERENT(both_cancels, "383", "a cancel leaves at once, and waits where that is asked for"),
           DIFFERENT(back_in_the_loop, "384", "a thread goes back into the loop, but not into its task"))

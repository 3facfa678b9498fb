/* Jobs: what comes back, who waits for whom, places, cancels and timeouts, the end of a run; and calls from threads. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* setenv */
#endif
#if defined __linux__ && !defined _GNU_SOURCE
#define _GNU_SOURCE /* RTLD_NEXT */
#endif
#include "check.h"

#if !defined __wasi__ && !defined __EMSCRIPTEN__
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#endif
#if defined __GLIBC__
#include <malloc.h>
#if __GLIBC_PREREQ(2, 33)
#define HAS_MALLINFO 1
#endif
#endif

#include "port/job.h"
#include "weft/job.h"

struct bytes {
    int value, result;
};

static int doubles(void *bytes)
{
    struct bytes *pair = bytes;

    pair->result = pair->value * 2;
    return pair->value == 13 ? 7 : WEFT_OK;
}

/* Pretends to take so many tenths of a second. */
static int takes(void *bytes)
{
    return weft_block(((struct bytes *)bytes)->value / 10.0);
}

static int brings_its_bytes_back(void *arg)
{
    struct bytes pair = {.value = 21};

    (void)arg;
    EXPECT_IS(weft_offload(doubles, &pair), WEFT_OK);
    EXPECT_IS(pair.result, 42);
    pair.value = 13;
    EXPECT_IS(weft_offload(doubles, &pair), 7);
    EXPECT_IS(pair.result, 26);
    return WEFT_OK;
}

static int refuses_what_makes_no_sense(void *arg)
{
    struct bytes pair = {0};
    weft_pool pool = {0};

    (void)arg;
    EXPECT_IS(weft_offload((weft_job_function *)NULL, &pair), WEFT_INVALID);
    EXPECT_IS(weft_offload(doubles, (struct bytes *)NULL), WEFT_INVALID);
    EXPECT_IS(weft_pool_close(&pool), WEFT_OK);
    EXPECT_IS(weft_pool_close(&pool), WEFT_OK);
    EXPECT_IS(weft_offload(doubles, &pair, .pool = &pool), WEFT_USAGE);
    EXPECT_IS(weft_do(&(weft_work){0}, &pair), WEFT_INVALID);
    return WEFT_OK;
}

static int waits_in_vain(void *bytes)
{
    weft_event event = {0};
    weft_limiter limiter = {.tokens = 1};
    weft_loan loan = {0};

    ((struct bytes *)bytes)->result = weft_sleep(1) == WEFT_USAGE && weft_event_wait(&event) == WEFT_USAGE &&
                                      weft_limiter_borrow(&limiter, &loan) == WEFT_USAGE &&
                                      weft_offload(doubles, (struct bytes *)bytes) == WEFT_USAGE;
    return WEFT_OK;
}

#if !defined __wasi__ && !defined __EMSCRIPTEN__
/* Signals go to the main thread, which hears them as before. */
static int offloads_in_a_thread(void *arg)
{
    struct bytes pair = {.value = 21};
    sigset_t before, after;

    (void)arg;
    EXPECT_IS(pthread_sigmask(SIG_BLOCK, NULL, &before), 0);
    WEFT_TRY(weft_offload(doubles, &pair));
    EXPECT_IS(pthread_sigmask(SIG_BLOCK, NULL, &after), 0);
    EXPECT_IS(sigismember(&before, SIGINT), 0);
    EXPECT_IS(sigismember(&after, SIGINT), 0);
    return WEFT_OK;
}

static int keeps_the_signals(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_run(offloads_in_a_thread, NULL), 0);
    return WEFT_OK;
}
#define OF_SIGNALS {.body = keeps_the_signals, .name = "a job's thread takes no signal, and the main thread as many as before", .alone = true},
#else
#define OF_SIGNALS
#endif

static int cannot_wait(void *arg)
{
    struct bytes pair = {0};

    (void)arg;
    EXPECT_IS(weft_offload(waits_in_vain, &pair), WEFT_OK);
    EXPECT_IS(pair.result, 1);
    return WEFT_OK;
}

/* ---- several at once ---- */

static int offloads(void *arg)
{
    struct actor *actor = arg;
    struct bytes pair = {.value = (int)(actor->seconds * 10 + 0.5)};

    actor->result = weft_offload(takes, &pair, .pool = actor->thing);
    note("%s: %s", actor->name, weft_error_name(actor->result));
    return actor->result;
}

static int offloads_to_end(void *arg)
{
    struct actor *actor = arg;
    struct bytes pair = {.value = (int)(actor->seconds * 10 + 0.5)};

    actor->result = weft_offload(takes, &pair, .to_end = true, .pool = actor->thing);
    note("%s: %s", actor->name, weft_error_name(actor->result));
    return actor->result ? actor->result : weft_sleep(0);
}

static int take_the_time_of_the_longest(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2}, b = {.name = "B", .seconds = 3}, c = {.name = "C", .seconds = 1};

    (void)arg;
    WEFT_TRY(weft_gather({offloads, &a}, {offloads, &b}, {offloads, &c}));
    EXPECT_LOG("[1.000] C: ok\n[2.000] A: ok\n[3.000] B: ok\n");
    return WEFT_OK;
}

static int begin_in_order_of_places(void *arg)
{
    weft_pool pool = {.most = 1};
    struct actor a = {.name = "A", .seconds = 2, .thing = &pool}, b = {.name = "B", .seconds = 1, .thing = &pool},
                 c = {.name = "C", .seconds = 0.5, .thing = &pool};

    (void)arg;
    WEFT_TRY(weft_gather({offloads, &a}, {offloads, &b}, {offloads, &c}));
    EXPECT_LOG("[2.000] A: ok\n[3.000] B: ok\n[3.500] C: ok\n");
    return WEFT_OK;
}

static int have_forty_places(void *arg)
{
    WEFT_GROUP(group);
    struct actor actors[45];

    (void)arg;
    for (int i = 0; i < 45; i++) {
        actors[i] = (struct actor){.name = "job", .seconds = 1};
        (void)weft_group_spawn(&group, offloads, &actors[i]);
    }
    WEFT_TRY(weft_sleep(0.5));
    EXPECT_IS(weft_jobs_running(), (size_t)40);
    EXPECT_IS(weft_jobs_waiting(), (size_t)5);
    weft_jobs_limit(43);
    WEFT_TRY(weft_yield());
    EXPECT_IS(weft_jobs_running(), (size_t)43);
    WEFT_TRY(weft_group_join(&group));
    EXPECT_IS((int)(weft_time() * 1000), 2000);
    return WEFT_OK;
}

static int closes_behind_its_last(void *arg)
{
    weft_pool pool = {.most = 1};
    struct actor a = {.name = "A", .seconds = 1, .thing = &pool}, b = {.name = "B", .seconds = 1, .thing = &pool};
    weft_task first = weft_spawn(offloads, &a), second = weft_spawn(offloads, &b);

    (void)arg;
    WEFT_TRY(weft_sleep(0.5));
    WEFT_TRY(weft_pool_close(&pool));
    note("closed");
    WEFT_TRY(weft_join(first));
    WEFT_TRY(weft_join(second));
    EXPECT_LOG("[1.000] A: ok\n[2.000] closed\n[2.000] B: ok\n");
    return WEFT_OK;
}

/* ---- cancel ---- */

static int leaves_its_job_at_once(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2};
    weft_task task = weft_spawn(offloads, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_IS(weft_jobs_running(), (size_t)1);
    WEFT_TRY(weft_sleep(1.5));
    EXPECT_IS(weft_jobs_running(), (size_t)0);
    EXPECT_LOG("[1.000] A: cancelled\n");
    return WEFT_OK;
}

static int stays_to_the_end(void *arg)
{
    struct actor a = {.name = "A", .seconds = 2};
    weft_task task = weft_spawn(offloads_to_end, &a);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(task);
    EXPECT_IS(weft_join(task), WEFT_CANCELLED);
    EXPECT_LOG("[2.000] A: ok\n");
    return WEFT_OK;
}

static int stays_for_a_job_that_has_begun_only(void *arg)
{
    weft_pool pool = {.most = 1};
    struct actor a = {.name = "A", .seconds = 2, .thing = &pool}, b = {.name = "B", .seconds = 2, .thing = &pool};
    weft_task first = weft_spawn(offloads_to_end, &a), second = weft_spawn(offloads_to_end, &b);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(second);
    EXPECT_IS(weft_join(second), WEFT_CANCELLED);
    EXPECT_IS(weft_jobs_waiting(), (size_t)0);
    WEFT_TRY(weft_join(first));
    EXPECT_LOG("[1.000] B: cancelled\n[2.000] A: ok\n");
    return WEFT_OK;
}

static int times_out(void *arg)
{
    struct bytes pair = {.value = 20};

    (void)arg;
    EXPECT_IS(weft_wait_for(weft_offload(takes, &pair), 1), WEFT_TIMEOUT);
    EXPECT_IS((int)(weft_time() * 1000), 1000);
    EXPECT_IS(weft_wait_for(weft_offload(takes, &pair, .to_end = true), 1), WEFT_OK); /* what it brings is not lost */
    EXPECT_IS((int)(weft_time() * 1000), 3000);
    return WEFT_OK;
}

static int one_that_waits_for_a_place_never_begins(void *arg)
{
    weft_pool pool = {.most = 1};
    struct actor a = {.name = "A", .seconds = 2, .thing = &pool}, b = {.name = "B", .seconds = 2, .thing = &pool};
    weft_task first = weft_spawn(offloads, &a), second = weft_spawn(offloads, &b);

    (void)arg;
    WEFT_TRY(weft_sleep(1));
    (void)weft_task_cancel(second);
    EXPECT_IS(weft_join(second), WEFT_CANCELLED);
    WEFT_TRY(weft_join(first));
    EXPECT_IS(weft_jobs_running(), (size_t)0);
    EXPECT_IS((int)(weft_time() * 1000), 2000);
    return WEFT_OK;
}

struct canceller {
    weft_task victim;
    int turns; /* since the job has returned */
};

/* In the turn between the job's word and its task's step. */
static void cancels_between(size_t ready, size_t scheduled, void *arg)
{
    struct canceller *canceller = arg;

    (void)scheduled;
    if (ready == 1 && weft_time() >= 1 && weft_jobs_running() == 0 && ++canceller->turns == 2)
        (void)weft_task_cancel(canceller->victim);
}

static int keeps_what_it_got(void *arg)
{
    struct bytes pair = {.value = 10};
    int err = weft_offload(takes, &pair);

    note("the job: %s", weft_error_name(err));
    (void)arg;
    return weft_sleep(1);
}

static int the_result_is_not_lost(void *arg)
{
    struct canceller canceller = {.victim = weft_spawn(keeps_what_it_got, NULL)};

    (void)arg;
    weft_on_turn(cancels_between, &canceller);
    int err = weft_join(canceller.victim);
    weft_on_turn(NULL, NULL);
    EXPECT_IS(err, WEFT_CANCELLED);
    EXPECT_LOG("[1.000] the job: ok\n");
    return WEFT_OK;
}

/* ---- the end of a run ---- */

static int leaves_a_job(void *arg)
{
    struct actor *actor = arg;

    (void)weft_spawn(offloads, actor);
    return weft_sleep(1);
}

static int ends_after_its_jobs(void *arg)
{
    struct actor a = {.name = "A", .seconds = 5};
    weft_run_outcome outcome;
    weft_run_options options = {.virtual_clock = true, .outcome = &outcome};

    (void)arg;
    EXPECT_IS(weft_run_with(&options, leaves_a_job, &a), 0);
    EXPECT_IS((int)(outcome.seconds * 1000), 5000);
    EXPECT_IS(outcome.bytes, (size_t)0);
    return WEFT_OK;
}

static int for_ever(void *arg)
{
    (void)arg;
    return weft_sleep(WEFT_FOREVER);
}

static int stops_the_run(void *arg)
{
    struct actor a = {.name = "A", .seconds = 5};

    (void)weft_spawn(offloads, &a);
    (void)arg;
    WEFT_TRY(weft_sleep(1));
    weft__end_run(9);
    return for_ever(NULL);
}

static int a_fatal_end_leaves_nothing(void *arg)
{
    weft_run_outcome outcome;
    weft_run_options options = {.virtual_clock = true, .outcome = &outcome};

    (void)arg;
    EXPECT_IS(weft_run_with(&options, stops_the_run, NULL), 9);
    EXPECT_IS(outcome.bytes, (size_t)0);
    options.virtual_clock = false;
    options.speed = 1000;
    EXPECT_IS(weft_run_with(&options, stops_the_run, NULL), 9);
    EXPECT_IS(outcome.bytes, (size_t)0);
    return WEFT_OK;
}

/* ---- memory ---- */

static int offloads_once(void *arg)
{
    struct bytes pair = {.value = 1};

    (void)arg;
    return weft_offload(doubles, &pair);
}

static int fails_with_each_allocation(void *arg)
{
    weft_run_outcome outcome;
    weft_run_options options = {.virtual_clock = true, .outcome = &outcome};
    char number[8];
    int code = WEFT_EXIT_NO_MEMORY;

    (void)arg;
    for (int at = 1; code == WEFT_EXIT_NO_MEMORY && at < 20; at++) {
        snprintf(number, sizeof number, "%d", at);
        setenv("WEFT_FAIL_ALLOC", number, 1);
        code = weft_run_with(&options, offloads_once, NULL);
        EXPECT_IS(outcome.bytes, (size_t)0);
    }
    unsetenv("WEFT_FAIL_ALLOC");
    EXPECT_IS(code, 0);
    return WEFT_OK;
}

/* ---- debug mode ---- */

struct holder {
    void *pointer;
};

static int looks_at_nothing(void *bytes)
{
    (void)bytes;
    return WEFT_OK;
}

static int gives_pointers(void *arg)
{
    static int mine;
    void *here = __builtin_frame_address(0); /* where the address sanitizer puts no local */
    struct holder none = {NULL}, variable = {&mine}, stack = {here}, number = {(void *)(uintptr_t)12345678};
    int refused = weft_debug() && sizeof(void *) >= 8 ? WEFT_INVALID : WEFT_OK;

    (void)arg;
    EXPECT_IS(weft_offload(looks_at_nothing, &none), WEFT_OK);
    EXPECT_IS(weft_offload(looks_at_nothing, &number), WEFT_OK);
    EXPECT_IS(weft_offload(looks_at_nothing, &variable), refused);
    EXPECT_IS(weft_offload(looks_at_nothing, &stack), refused);
    return WEFT_OK;
}

static int refuses_pointers_in_debug_mode(void *arg)
{
    weft_run_options options = {.virtual_clock = true, .debug = WEFT_DEBUG_ON};

    (void)arg;
    EXPECT_IS(weft_run_with(&options, gives_pointers, NULL), 0);
    options.debug = WEFT_DEBUG_OFF;
    EXPECT_IS(weft_run_with(&options, gives_pointers, NULL), 0);
    return WEFT_OK;
}

/* ---- work of any kind ---- */

static int sleeps_and_doubles(void *bytes)
{
    WEFT_TRY(weft_sleep(1));
    return doubles(bytes);
}

static int goes_where_it_is_declared(void *arg)
{
    static const weft_work job = {.job = doubles, .name = "job"}, task = {.task = sleeps_and_doubles, .name = "task"},
                           plain = {.plain = doubles, .name = "plain"};
    struct bytes pair = {.value = 1};
    size_t turns = weft_turns();

    (void)arg;
    EXPECT_IS(weft_do(&plain, &pair), WEFT_OK);
    EXPECT_IS(pair.result, 2);
    EXPECT_IS(weft_turns(), turns);
    pair.value = 2;
    EXPECT_IS(weft_do(&job, &pair), WEFT_OK);
    EXPECT_IS(pair.result, 4);
    pair.value = 3;
    EXPECT_IS(weft_do(&task, &pair), WEFT_OK);
    EXPECT_IS(pair.result, 6);
    EXPECT_IS((int)(weft_time() * 1000), 1000);
    return WEFT_OK;
}

/* ---- from threads ---- */

static int answers(void *arg)
{
    struct bytes *pair = arg;
    int err = weft_sleep(1);

    note("task: %s", weft_error_name(err));
    if (err)
        return err;
    return doubles(pair);
}

static int asks(void *arg)
{
    WEFT_THREAD_FUTURE(future);
    struct bytes *pair = arg;

    if (weft_thread_result(&future, 1) != WEFT_USAGE)
        return 1;
    WEFT_TRY(weft_spawn_from_thread(&future, answers, pair));
    if (weft_spawn_from_thread(&future, answers, pair) != WEFT_USAGE)
        return 2;
    if (weft_thread_result(&future, 0.5) != WEFT_TIMEOUT || weft_thread_done(&future))
        return 3;
    return weft_thread_result(&future, 5);
}

static int gets_its_result(void *arg)
{
    struct bytes pair = {.value = 21}, fails = {.value = 13};

    (void)arg;
    EXPECT_IS(weft_to_thread(asks, &pair), WEFT_OK);
    EXPECT_IS(pair.result, 42);
    EXPECT_IS(weft_to_thread(asks, &fails), 7);
    EXPECT_LOG("[1.000] task: ok\n[2.000] task: ok\n");
    return WEFT_OK;
}

static int cancels(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    WEFT_TRY(weft_spawn_from_thread(&future, answers, arg));
    if (weft_thread_result(&future, 0.5) != WEFT_TIMEOUT)
        return 1;
    weft_thread_cancel(&future);
    return weft_thread_result(&future, 5) == WEFT_CANCELLED ? WEFT_OK : 2;
}

static int cancels_at_once(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    WEFT_TRY(weft_spawn_from_thread(&future, answers, arg));
    weft_thread_cancel(&future);
    return weft_thread_result(&future, 5) == WEFT_CANCELLED ? WEFT_OK : 2;
}

static int cancels_the_task(void *arg)
{
    struct bytes pair = {0};

    (void)arg;
    EXPECT_IS(weft_to_thread(cancels, &pair), WEFT_OK);
    EXPECT_LOG("[0.500] task: cancelled\n");
    EXPECT_IS(weft_to_thread(cancels_at_once, &pair), WEFT_OK);
    return WEFT_OK;
}

static void notes(void *arg)
{
    note("%s", (const char *)arg);
}

static int calls(void *arg)
{
    (void)arg;
    WEFT_TRY(weft_call_from_thread(notes, (void *)(uintptr_t)"first"));
    return weft_call_from_thread(notes, (void *)(uintptr_t)"second");
}

static int calls_in_order(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_to_thread(calls, NULL), WEFT_OK);
    EXPECT_LOG("[0.000] first\n[0.000] second\n");
    EXPECT_IS(weft_call_from_thread(NULL, NULL), WEFT_INVALID);
    return WEFT_OK;
}

static int leaves_the_future(void *arg)
{
    WEFT_THREAD_FUTURE(future);

    return weft_spawn_from_thread(&future, answers, arg);
}

static int the_task_goes_on_without_its_future(void *arg)
{
    static struct bytes pair = {.value = 4};

    (void)arg;
    EXPECT_IS(weft_to_thread(leaves_the_future, &pair), WEFT_OK);
    WEFT_TRY(weft_sleep(2));
    EXPECT_IS(pair.result, 8);
    return WEFT_OK;
}

static int waits_to_the_end(void *arg)
{
    WEFT_THREAD_FUTURE(future);
    struct actor *actor = arg;

    WEFT_TRY(weft_spawn_from_thread(&future, for_ever, NULL));
    actor->result = weft_thread_result(&future, WEFT_FOREVER);
    return WEFT_OK;
}

static int leaves_a_thread(void *arg)
{
    return weft_wait_for(weft_to_thread(waits_to_the_end, arg), 1) == WEFT_TIMEOUT ? WEFT_OK : 1;
}

static int the_sweep_ends_what_a_thread_waits_for(void *arg)
{
    struct actor actor = {0};
    weft_run_outcome outcome;
    weft_run_options options = {.virtual_clock = true, .outcome = &outcome};

    (void)arg;
    EXPECT_IS(weft_run_with(&options, leaves_a_thread, &actor), 0);
    EXPECT_IS(actor.result, WEFT_CANCELLED);
    EXPECT_IS(outcome.bytes, (size_t)0);
    options = (weft_run_options){.speed = 100, .outcome = &outcome};
    EXPECT_IS(weft_run_with(&options, leaves_a_thread, &actor), 0);
    EXPECT_IS(actor.result, WEFT_CANCELLED);
    EXPECT_IS(outcome.bytes, (size_t)0);
    return WEFT_OK;
}

/* ---- on the real clock, with threads where there are some ---- */

static int many_at_once(void *arg)
{
    WEFT_GROUP(group);
    static struct bytes pairs[200];

    (void)arg;
    for (int i = 0; i < 200; i++) {
        pairs[i].value = 100 + i;
        (void)weft_group_spawn(&group, i % 2 ? sleeps_and_doubles : offloads_once, &pairs[i]);
    }
    return weft_group_join(&group);
}

static int asks_many(void *arg)
{
    int *counter = arg;

    for (int i = 0; i < 50; i++) {
        WEFT_THREAD_FUTURE(future);
        struct bytes pair = {.value = i};
        WEFT_TRY(weft_spawn_from_thread(&future, sleeps_and_doubles, &pair));
        int result = weft_thread_result(&future, WEFT_FOREVER);
        *counter += pair.result == 2 * i && result == (i == 13 ? 7 : WEFT_OK);
    }
    return WEFT_OK;
}

static int asks_for_a_thread(void *arg)
{
    return weft_to_thread(asks_many, arg);
}

static int threads_ask_together(void *arg)
{
    int counts[4] = {0};

    (void)arg;
    WEFT_TRY(weft_gather({asks_for_a_thread, &counts[0]}, {asks_for_a_thread, &counts[1]}, {asks_for_a_thread, &counts[2]},
                         {asks_for_a_thread, &counts[3]}));
    for (int i = 0; i < 4; i++)
        EXPECT_IS(counts[i], 50);
    return WEFT_OK;
}

static int works_on_the_real_clock(void *arg)
{
    weft_run_outcome outcome;
    weft_run_options options = {.speed = 1000, .outcome = &outcome};
    weft_task_function *const bodies[] = {brings_its_bytes_back, cannot_wait, many_at_once, threads_ask_together};

    (void)arg;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        EXPECT_IS(weft_run_with(&options, bodies[i], NULL), 0);
        EXPECT_IS(outcome.bytes, (size_t)0);
    }
    return WEFT_OK;
}

#if !defined __wasi__ && !defined __EMSCRIPTEN__

static weft_event called;

static void sets(void *arg)
{
    (void)arg;
    weft_event_set(&called);
}

static void *foreign_thread(void *arg)
{
    (void)arg;
    weft__host_block(1000000);
    return weft_call_from_thread(sets, NULL) == WEFT_OK ? NULL : (void *)(uintptr_t)1;
}

/* Nothing but the thread can end this wait, which is no deadlock. */
static int a_thread_of_its_own(void *arg)
{
    pthread_t thread;
    void *result;

    (void)arg;
    called = (weft_event){0};
    EXPECT_IS(pthread_create(&thread, NULL, foreign_thread, NULL), 0);
    WEFT_TRY(weft_event_wait(&called));
    pthread_join(thread, &result);
    EXPECT(result == NULL);
    return WEFT_OK;
}

/* ---- a storm: none of what many threads post is lost, and behind the end of the run all hear so ---- */

enum { STORM_THREADS = 8, STORM_POSTS = 20000 };

static int arrived;

static void arrives(void *arg)
{
    (void)arg;
    if (++arrived == STORM_THREADS * STORM_POSTS)
        weft_event_set(&called);
}

static void *posts(void *arg)
{
    uintptr_t refused = 0;

    (void)arg;
    for (int i = 0; i < STORM_POSTS; i++)
        refused += weft_call_from_thread(arrives, NULL) != WEFT_OK;
    return (void *)refused;
}

/* The loop sleeps and wakes meanwhile. */
static int a_storm(void *arg)
{
    pthread_t threads[STORM_THREADS];
    void *refused;

    (void)arg;
    called = (weft_event){0};
    arrived = 0;
    for (int i = 0; i < STORM_THREADS; i++)
        EXPECT_IS(pthread_create(&threads[i], NULL, posts, NULL), 0);
    while (!weft_event_is_set(&called))
        WEFT_TRY(weft_sleep(0.001));
    for (int i = 0; i < STORM_THREADS; i++) {
        pthread_join(threads[i], &refused);
        EXPECT(refused == NULL);
    }
    EXPECT_IS(arrived, STORM_THREADS * STORM_POSTS);
    return WEFT_OK;
}

static int hears_a_storm(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_run_with(&(weft_run_options){.speed = 1}, a_storm, NULL), 0);
    EXPECT_IS(weft_call_from_thread(arrives, NULL), WEFT_CLOSED);
    return WEFT_OK;
}

/* ---- what is left of calls ---- */

enum { LEFT_ROUNDS = 2000 };

static size_t bytes_in_use(void)
{
#ifdef HAS_MALLINFO
    return mallinfo2().uordblks;
#else
    return 0;
#endif
}

static int at_once(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int leaves_many_futures(void *arg)
{
    (void)arg;
    for (int i = 0; i < LEFT_ROUNDS; i++) {
        WEFT_THREAD_FUTURE(future);
        WEFT_TRY(weft_spawn_from_thread(&future, at_once, NULL));
        WEFT_TRY(weft_thread_result(&future, WEFT_FOREVER));
    }
    return WEFT_OK;
}

static int asks_for_many(void *arg)
{
    return weft_to_thread(leaves_many_futures, arg);
}

/* A future that is left, and a call that comes behind the run: the records of neither stay. */
static int records_of_calls_go(void *arg)
{
    const weft_run_options options = {.virtual_clock = true};

    (void)arg;
    EXPECT_IS(weft_run_with(&options, asks_for_many, NULL), 0);
    size_t before = bytes_in_use();
    EXPECT_IS(weft_run_with(&options, asks_for_many, NULL), 0);
    EXPECT(bytes_in_use() < before + 16 * LEFT_ROUNDS);
    before = bytes_in_use();
    for (int i = 0; i < LEFT_ROUNDS; i++)
        EXPECT_IS(weft_call_from_thread(sets, NULL), WEFT_CLOSED);
    EXPECT(bytes_in_use() < before + 16 * LEFT_ROUNDS);
    return WEFT_OK;
}

/* ---- a system without a thread to give ---- */

#if !defined __has_feature
#define __has_feature(what) 0
#endif
#if defined __GLIBC__ && !defined __SANITIZE_ADDRESS__ && !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
static bool no_threads;

/* Stands before the C library's. */
int pthread_create(pthread_t *restrict thread, const pthread_attr_t *restrict attributes, void *(*begin)(void *), void *restrict arg)
{
    int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    void *next = dlsym(RTLD_NEXT, "pthread_create");

    if (no_threads)
        return EAGAIN;
    memcpy(&create, &next, sizeof next);
    return create(thread, attributes, begin, arg);
}

static int offloads_in_vain(void *arg)
{
    struct bytes pair = {.value = 1};

    (void)arg;
    EXPECT_IS(weft_offload(doubles, &pair), WEFT_NO_MEMORY);
    no_threads = false;
    EXPECT_IS(weft_offload(doubles, &pair), WEFT_OK);
    EXPECT_IS(pair.result, 2);
    return WEFT_OK;
}

static int no_thread_for_a_job(void *arg)
{
    (void)arg;
    no_threads = true;
    EXPECT_IS(weft_run_with(&(weft_run_options){.speed = 1}, offloads_in_vain, NULL), 0);
    no_threads = false;
    return WEFT_OK;
}
#else
static int no_thread_for_a_job(void *arg)
{
    (void)arg;
    return WEFT_OK;
}
#endif

static int hears_threads_of_its_own(void *arg)
{
    (void)arg;
    EXPECT_IS(weft_run_with(&(weft_run_options){.speed = 1}, a_thread_of_its_own, NULL), 0);
    EXPECT_IS(weft_call_from_thread(sets, NULL), WEFT_CLOSED);
    return WEFT_OK;
}
#else
static int hears_threads_of_its_own(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

static int hears_a_storm(void *arg)
{
    return hears_threads_of_its_own(arg);
}

static int records_of_calls_go(void *arg)
{
    return hears_threads_of_its_own(arg);
}

static int no_thread_for_a_job(void *arg)
{
    return hears_threads_of_its_own(arg);
}
#endif

#define CASE_ALONE(function, says) {.body = function, .name = says, .alone = true}

WEFT_TESTS(OF_SIGNALS CASE_ANY_ORDER(brings_its_bytes_back, "a job brings its bytes back"),
           CASE(refuses_what_makes_no_sense, "refuses what makes no sense"),
           CASE(cannot_wait, "a job cannot wait"),
           CASE_ANY_ORDER(take_the_time_of_the_longest, "several take the time of the longest"),
           CASE(begin_in_order_of_places, "jobs begin in the order in which they came"),
           CASE(have_forty_places, "forty at once, and as many as one says"),
           CASE(closes_behind_its_last, "a pool closes behind its last job"),
           CASE_ANY_ORDER(leaves_its_job_at_once, "a cancel leaves the job at once, which runs to its end"),
           CASE_ANY_ORDER(stays_to_the_end, "or waits for its end"),
           CASE(stays_for_a_job_that_has_begun_only, "but not for a job that has not begun"),
           CASE(times_out, "a timeout does the same"),
           CASE(the_result_is_not_lost, "what a job has brought is not lost"),
           CASE(one_that_waits_for_a_place_never_begins, "one that is cancelled before it has begun never does"),
           CASE_ALONE(ends_after_its_jobs, "a run ends after its jobs"),
           CASE_ALONE(a_fatal_end_leaves_nothing, "a fatal end leaves nothing"),
           CASE_ALONE(fails_with_each_allocation, "fails with each allocation"),
           CASE_ALONE(refuses_pointers_in_debug_mode, "debug mode refuses pointers that it recognises"),
           CASE(goes_where_it_is_declared, "work goes where it is declared"),
           CASE(gets_its_result, "a thread gets the result of its task"),
           CASE(cancels_the_task, "a thread cancels its task"),
           CASE(calls_in_order, "calls from a thread come in order"),
           CASE(the_task_goes_on_without_its_future, "a task goes on without its future"),
           CASE_ALONE(the_sweep_ends_what_a_thread_waits_for, "the sweep ends what a thread waits for"),
           CASE_ALONE(works_on_the_real_clock, "all this on the real clock"),
           CASE_ALONE(hears_threads_of_its_own, "a wait for a thread's call is no deadlock"),
           CASE_ALONE(records_of_calls_go, "what threads have asked for leaves no memory"),
           CASE_ALONE(no_thread_for_a_job, "a job that no thread can be had for fails"),
           CASE_ALONE(hears_a_storm, "of what many threads post at once none is lost"))

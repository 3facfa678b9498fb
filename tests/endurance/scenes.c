/* Scenes of a server that runs for weeks, each a round over and over under the virtual clock: the first argument names the scene, the
 * second says how many rounds. After each tenth of them it prints what is allocated and how long a round took. "leaks" is there to be
 * noticed. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "weft.h"

size_t weft__memory_bytes(void); /* what the runtime holds (port/memory.h) */

#ifdef __wasm__
static size_t allocated(void) { return __builtin_wasm_memory_size(0) * 65536ul; }
#else
#include <malloc.h>
#include <signal.h>
static size_t allocated(void)
{
    struct mallinfo2 all = mallinfo2();
    return all.uordblks + all.hblkhd;
}
#endif

static long rounds;

static int ends_well(void *arg)
{
    (void)arg;
    return WEFT_OK;
}

/* ---- requests with variables ---- */

static weft_variable request_id = {.fallback = "none"}, user = {.fallback = "nobody"};

static int answer(void *arg)
{
    WEFT_TRY(weft_yield());
    if (weft_variable_get(&request_id) != arg)
        return weft_raise(1, "a request sees another one's variable");
    return weft_variable_set(&user, arg);
}

static int a_request(long round)
{
    void *number = (void *)(size_t)(round + 1);

    WEFT_TRY(weft_variable_set(&request_id, number));
    weft_spawn(answer, number);
    return weft_sleep(0.001);
}

/* ---- timeouts ---- */

static int a_timeout(long round)
{
    int err = weft_wait_for(weft_sleep(round % 3 ? 0.001 : 0.01), 0.005);

    if (err && err != WEFT_TIMEOUT)
        return err;
    WEFT_TIMEOUT(limit, 0.005);
    WEFT_TRY(weft_sleep(0.001));
    return weft_timeout_end(&limit, WEFT_OK);
}

/* ---- groups ---- */

static int fails_now_and_then(void *arg)
{
    WEFT_TRY(weft_sleep(0.001));
    return (size_t)arg % 4 == 3 ? weft_raise(2, "round %zu", (size_t)arg) : WEFT_OK;
}

static int in_a_group(long round)
{
    WEFT_GROUP(group);

    weft_group_spawn(&group, ends_well, NULL);
    weft_group_spawn(&group, fails_now_and_then, (void *)(size_t)round);
    return weft_group_join(&group);
}

static int a_group(long round)
{
    int err = in_a_group(round);

    return err == 2 ? weft_gather({ends_well, NULL}, {ends_well, NULL}) : err;
}

/* ---- generators ---- */

static int counts(weft_generator *generator, void *arg)
{
    (void)arg;
    for (int n = 1;; n++)
        WEFT_TRY(weft_give(generator, &n));
}

static int a_generator(long round)
{
    WEFT_GENERATOR(generator, counts, NULL);
    int number = 0;

    for (long i = 0; i <= round % 3; i++)
        WEFT_TRY(weft_next(&generator, &number));
    return WEFT_OK;
}

/* ---- queues ---- */

typedef WEFT_GROWING_QUEUE(long) number_queue;
static number_queue numbers;
static WEFT_QUEUE(long, 2) back;

static int echoes(void *arg)
{
    long number;

    (void)arg;
    for (;;) {
        WEFT_TRY(weft_get(&numbers, &number));
        WEFT_TRY(weft_put(&back, &number));
    }
}

static int a_queue(long round)
{
    long number;

    if (round == 0)
        weft_spawn(echoes, NULL);
    WEFT_TRY(weft_put(&numbers, &round));
    WEFT_TRY(weft_get(&back, &number));
    return number == round ? WEFT_OK : weft_raise(3, "an item was lost");
}

/* ---- root tasks ---- */

static int a_root_task(long round)
{
    weft_task task = weft_spawn(ends_well, NULL);

    weft_spawn_now(ends_well, NULL);
    return round % 2 ? weft_join(task) : weft_yield();
}

/* ---- errors ---- */

static long reported;

static int report(const weft_error_report *error, void *arg)
{
    (void)error, (void)arg;
    reported++;
    return WEFT_OK;
}

static int breaks(void *arg)
{
    weft_raise(4, "the first cause of round %zu", (size_t)arg);
    return weft_raise_from(5, "what came of it");
}

static int an_error(long round)
{
    weft_task task = weft_spawn(breaks, (void *)(size_t)round);

    if (round == 0)
        weft_on_error(report, NULL);
    if (round % 2)
        return weft_yield(); /* nobody looks at it: the handler does, later */
    int err = weft_join(task);
    if (err == 5 && weft_error_text()[0] && weft_task_cancel_because(weft_spawn(ends_well, NULL), "no need") == WEFT_OK)
        return weft_yield();
    return err;
}

/* ---- handles ---- */

static long called;

static void note(void *arg)
{
    (void)arg;
    called++;
}

static int a_handle(long round)
{
    WEFT_HANDLE(soon);
    WEFT_HANDLE(later);
    WEFT_HANDLE(done);
    weft_future future = {0};
    WEFT_HANDLE(settled);

    WEFT_TRY(weft_call_soon(&soon, note, NULL));
    WEFT_TRY(weft_call_later(&later, round % 2 ? 0.001 : 100, note, NULL));
    WEFT_TRY(weft_task_on_done(weft_spawn(ends_well, NULL), &done, note, NULL));
    WEFT_TRY(weft_future_on_done(&future, &settled, note, NULL));
    weft_future_set(&future, NULL);
    return weft_sleep(0.002);
}

/* ---- signals ---- */

static int a_signal(long round)
{
#ifdef __wasm__
    WEFT_HANDLE(handle); /* none comes by itself here, but they are watched and forgotten */
    WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR1, note, NULL));
    return weft_yield();
#else
    static weft_handle handle;
    long before = called;

    if (round == 0)
        WEFT_TRY(weft_on_signal(&handle, WEFT_SIGUSR1, note, NULL));
    raise(SIGUSR1);
    while (called == before)
        WEFT_TRY(weft_sleep(0.001));
    return WEFT_OK;
#endif
}

/* ---- all of it, with the trace on ---- */

static int everything(long round)
{
    static int (*const all[])(long) = {a_request, a_timeout, a_group, a_generator, a_queue, a_root_task, an_error, a_handle};

    return all[round % 8](round / 8);
}

static int leaks(long round)
{
    if (!malloc(64))
        return WEFT_NO_MEMORY;
    return round % 2 ? weft_yield() : WEFT_OK;
}

static const struct scene {
    const char *name;
    int (*round)(long round);
} scenes[] = {
    {"requests", a_request}, {"timeouts", a_timeout}, {"groups", a_group},   {"generators", a_generator}, {"queues", a_queue},
    {"tasks", a_root_task},  {"errors", an_error},    {"handles", a_handle}, {"signals", a_signal},       {"trace", everything},
    {"leaks", leaks}};

/* The processor's time where there is one: other programs run beside this one. */
static double now(void)
{
    struct timespec time;

#ifdef __wasm__
    clock_gettime(CLOCK_MONOTONIC, &time);
#else
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
#endif
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int amain(void *arg)
{
    const struct scene *scene = arg;

    for (int tenth = 1; tenth <= 10; tenth++) {
        double begun = now();
        for (long round = rounds / 10 * (tenth - 1); round < rounds / 10 * tenth; round++)
            WEFT_TRY(scene->round(round));
        printf("%d %zu %zu %.1f\n", tenth, weft__memory_bytes(), allocated(), (now() - begun) / (double)(rounds / 10) * 1e9);
        fflush(stdout);
    }
    weft_queue_free(&numbers);
    return WEFT_OK;
}

int main(int argc, char **argv)
{
    rounds = argc > 2 ? atol(argv[2]) : 10000;
    for (size_t i = 0; argc > 1 && i < sizeof scenes / sizeof *scenes; i++)
        if (strcmp(argv[1], scenes[i].name) == 0)
            return weft_run_with(&(weft_run_options){.virtual_clock = true}, amain, (void *)(size_t)&scenes[i]);
    fprintf(stderr, "no such scene\n");
    return 2;
}

/* Tests of programs that wait. Each case runs as the main task of a run of its own, under the virtual clock, so it takes no time and
 * always goes the same way; afterwards nothing may be left (tasks, timers, memory of the runtime's). Output is TAP, which
 * `node --test`, CTest and people read.
 *
 *     #include "weft/test.h"
 *
 *     WEFT_TEST(a_put_item_is_got)
 *     {
 *         WEFT_QUEUE(int, 1) queue = {0};
 *         int item = 7, got = 0;
 *         WEFT_TRY(weft_put(&queue, &item));
 *         WEFT_TRY(weft_get(&queue, &got));
 *         WEFT_EXPECT_EQUAL(got, 7);
 *         WEFT_EXPECT_EQUAL(weft_wait_for(weft_get(&queue, &got), 5), WEFT_TIMEOUT);
 *         return WEFT_OK;
 *     }
 *
 *     WEFT_TESTS({"an item that was put is got", a_put_item_is_got},
 *                {"and in every order", a_put_item_is_got, .orders = 1000})
 *
 * `weft test FILE.c` builds and runs it. A failure under a shuffled order prints the WEFT_SEED that replays it. */
#ifndef WEFT_TEST_H
#define WEFT_TEST_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "weft.h"

/* What a case runs in, when it needs something made before and put away after. Both may wait; tear_down runs also when the case
 * failed. The state is the argument of the case. */
typedef struct weft_test_fixture {
    int (*set_up)(void **state);
    int (*tear_down)(void *state);
} weft_test_fixture;

/* One case. Name and body are enough; the rest is written by name: {"it ends", it_ends, .seeds = 100}. */
typedef struct weft_test_case {
    const char *name;
    weft_task_function *body;
    const weft_test_fixture *fixture; /* NULL: none */
    int exits;     /* what the run must end with; 0: WEFT_OK */
    int seeds;     /* how many shuffled orders to run it in, beside the plain one */
    int orders;    /* not 0: every order, up to so many runs */
    bool alone;    /* outside of a run: the body makes its own runs, and its result is what is looked at */
} weft_test_case;

/* The body of a case: `state` is what its fixture made. */
#define WEFT_TEST(name) static int name(__attribute__((unused)) void *state)

/* Says what did not hold, and goes on. */
#define WEFT_EXPECT(condition) \
    ((condition) ? (void)0 : weft_test_failed(__FILE__, __LINE__, "this does not hold: %s", #condition))

/* Two integers (or codes); both are printed when they differ. */
#define WEFT_EXPECT_EQUAL(got, wanted) weft_test_equal(__FILE__, __LINE__, #got, (long long)(got), (long long)(wanted))

/* Two texts. */
#define WEFT_EXPECT_TEXT(got, wanted) weft_test_text(__FILE__, __LINE__, #got, got, wanted)

/* Defines main, which runs the cases. */
#define WEFT_TESTS(...)                                                                             \
    int main(void)                                                                                  \
    {                                                                                               \
        static const weft_test_case cases[] = {__VA_ARGS__};                                        \
        return weft_test_run(cases, sizeof cases / sizeof *cases);                                  \
    }

static int weft_test_failures;

__attribute__((format(printf, 3, 4), unused)) static void weft_test_failed(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    weft_test_failures++;
    printf("# %s:%d: ", file, line);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
}

__attribute__((unused)) static void weft_test_equal(const char *file, int line, const char *words, long long got, long long wanted)
{
    if (got != wanted)
        weft_test_failed(file, line, "%s is %lld, not %lld", words, got, wanted);
}

__attribute__((unused)) static void weft_test_text(const char *file, int line, const char *words, const char *got, const char *wanted)
{
    if (strcmp(got, wanted) != 0)
        weft_test_failed(file, line, "%s is\n# %s\n# and not\n# %s", words, got, wanted);
}

/* The main task of a case: set up, body, tear down. */
static int weft_test_body(void *arg)
{
    const weft_test_case *test = arg;
    void *state = NULL;

    if (test->fixture && test->fixture->set_up)
        WEFT_TRY(test->fixture->set_up(&state));
    int err = test->body(state);
    if (test->fixture && test->fixture->tear_down) {
        int torn = test->fixture->tear_down(state);
        err = err ? err : torn;
    }
    return err;
}

/* One run of a case; false when it failed. */
static bool weft_test_once(const weft_test_case *test, weft_run_options options)
{
    int before = weft_test_failures;
    weft_run_outcome left = {0};

    options.virtual_clock = true;
    options.outcome = &left;
    int code = weft_run_with(&options, weft_test_body, (void *)(uintptr_t)test);
    if (code != test->exits)
        weft_test_failed(test->name, 0, "the run ended with %d, not %d", code, test->exits);
    if (left.bytes > 0 || (test->exits == 0 && (left.tasks > 0 || left.timers > 0)))
        weft_test_failed(test->name, 0, "left behind: %zu tasks, %zu timers, %zu bytes", left.tasks, left.timers, left.bytes);
    if (weft_test_failures > before && options.seeded)
        printf("# replay it with WEFT_SEED=%llu\n", (unsigned long long)options.seed);
    return weft_test_failures == before;
}

/* A case that makes its own runs. */
static bool weft_test_alone(const weft_test_case *test)
{
    int before = weft_test_failures;
    int code = test->body(NULL);

    if (code != test->exits)
        weft_test_failed(test->name, 0, "it returned %d, not %d", code, test->exits);
    return weft_test_failures == before;
}

static bool weft_test_case_passes(const weft_test_case *test)
{
    if (test->alone)
        return weft_test_alone(test);
    bool passes = weft_test_once(test, (weft_run_options){.seeded = false});
    int runs = 1;

    for (int seed = 1; passes && seed <= test->seeds; seed++, runs++)
        passes = weft_test_once(test, (weft_run_options){.seeded = true, .seed = (uint64_t)seed});
    if (passes && test->orders > 0) {
        runs = 0;
        weft_orders_begin();
        do {
            passes = weft_test_once(test, (weft_run_options){.every_order = true});
        } while (++runs < test->orders && passes && weft_orders_left());
        printf("# %s: %d orders\n", test->name, runs);
    }
    return passes;
}

__attribute__((unused)) static int weft_test_run(const weft_test_case *cases, size_t count)
{
    int failed = 0;

    printf("TAP version 13\n1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        bool passes = weft_test_case_passes(&cases[i]);
        failed += !passes;
        printf("%s %zu - %s\n", passes ? "ok" : "not ok", i + 1, cases[i].name);
    }
    return failed ? 1 : 0;
}

#endif

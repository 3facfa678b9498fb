/* Tests of programs that wait. Each case runs as the main task of a run of its own, under the virtual clock, so it
 * takes no time and always goes the same way; afterwards nothing may be left (tasks, timers, memory of the
 * runtime's). Output is TAP, which CTest (by the exit code), `node --test` (through @weft/cli/node_test.js) and people
 * read.
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
 * `weft test FILE.c` builds and runs it. A failure in a shuffled order prints the seed; `weft test FILE.c --seed
 * N` runs every case once in that order. More for tests is in weft.h, "For tests". */
#ifndef WEFT_TEST_H
#define WEFT_TEST_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weft.h"

/* What a case runs in, when it needs something made before and put away after. Both functions may wait; tear_down runs
 * even when the case failed. The state is the argument of the case. */
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

/* Compares two numbers or codes, whole or not, each in its own type; prints both when they differ. */
#define WEFT_EXPECT_EQUAL(got, wanted) \
    _Generic((got) + (wanted), float: weft_test_real, double: weft_test_real, long double: weft_test_real, \
             unsigned long: weft_test_size, unsigned long long: weft_test_size, default: weft_test_equal) \
        (__FILE__, __LINE__, #got, got, wanted)

/* Compares two texts; prints both when they differ. */
#define WEFT_EXPECT_TEXT(got, wanted) weft_test_text(__FILE__, __LINE__, #got, got, wanted)

/* The value of `call`, which is expected to let others run, whatever it returns; or not to.
 * (trio.testing.assert_checkpoints) */
#define WEFT_EXPECT_YIELDS(call) WEFT__TEST_TURNS(call, true)
#define WEFT_EXPECT_NO_YIELD(call) WEFT__TEST_TURNS(call, false)
#define WEFT__TEST_TURNS(call, yields)                                                         \
    (__extension__({                                                                           \
        size_t weft_test_turns = weft_turns();                                                 \
        int weft_test_result = (call);                                                         \
        weft_test_yielded(__FILE__, __LINE__, #call, weft_turns() != weft_test_turns, yields); \
        weft_test_result;                                                                      \
    }))

/* Puts what several tasks do into one order: the task that comes with position 0 goes first, then 1, ...
 * (trio.testing.Sequencer)
 *     WEFT_TRY(weft_sequencer_enter(&order, 1));        waits until 0 was left
 *     ...
 *     weft_sequencer_leave(&order); */
typedef struct weft_sequencer {
    /* private */
    weft_event moved;
    uint64_t taken; /* bit n: somebody came with position n */
    int next;
    bool broken;
} weft_sequencer;

/* Waits until it is the turn of `position`. OK; CANCELLED, which breaks the sequence; CLOSED when it is broken; USAGE
 * for a position that somebody came with before; INVALID below 0 and above 63. */
WEFT_WAITS __attribute__((unused)) static int weft_sequencer_enter(weft_sequencer *sequencer, int position)
{
    if (position < 0 || position > 63)
        return WEFT_INVALID;
    if (sequencer->taken >> position & 1)
        return WEFT_USAGE;
    sequencer->taken |= UINT64_C(1) << position;
    while (sequencer->next != position && !sequencer->broken) {
        int err = weft_event_wait(&sequencer->moved);
        if (err) {
            sequencer->broken = true;
            weft_event_set(&sequencer->moved);
            return err;
        }
    }
    return sequencer->broken ? WEFT_CLOSED : WEFT_OK;
}

/* Lets the next one go on. */
__attribute__((unused)) static void weft_sequencer_leave(weft_sequencer *sequencer)
{
    sequencer->next++;
    weft_event_set(&sequencer->moved);
    if (!sequencer->broken)
        weft_event_clear(&sequencer->moved);
}

/* Defines main, which runs the cases. A case may leave out what it does not need, even where warnings are strict. */
#define WEFT_TESTS(...)                                                                \
    int main(void)                                                                     \
    {                                                                                  \
        _Pragma("GCC diagnostic push")                                                 \
        _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")             \
        static const weft_test_case cases[] = {__VA_ARGS__};                           \
        _Pragma("GCC diagnostic pop")                                                  \
        return weft_test_run(__FILE__, cases, sizeof cases / sizeof *cases);           \
    }

static int weft_test_failures;
static const char *weft_test_file; /* of the cases, for the line that says how to replay one */

__attribute__((format(printf, 3, 4), unused)) static void weft_test_failed(const char *file, int line,
                                                                           const char *format, ...)
{
    va_list arguments;

    weft_test_failures++;
    printf(line ? "# %s:%d: " : "# %s: ", file, line);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
}

__attribute__((unused)) static void weft_test_equal(const char *file, int line, const char *words,
                                                    long long got, long long wanted)
{
    if (got != wanted)
        weft_test_failed(file, line, "%s is %lld, not %lld", words, got, wanted);
}

__attribute__((unused)) static void weft_test_size(const char *file, int line, const char *words,
                                                   unsigned long long got, unsigned long long wanted)
{
    if (got != wanted)
        weft_test_failed(file, line, "%s is %llu, not %llu", words, got, wanted);
}

__attribute__((unused)) static void weft_test_real(const char *file, int line, const char *words,
                                                   double got, double wanted)
{
    if (!(got == wanted))
        weft_test_failed(file, line, "%s is %.17g, not %.17g", words, got, wanted);
}

__attribute__((unused)) static void weft_test_yielded(const char *file, int line, const char *words,
                                                      bool yielded, bool wanted)
{
    if (yielded != wanted)
        weft_test_failed(file, line, "%s %s", words, yielded ? "let others run" : "let nobody else run");
}

/* A text as comments, one a line. */
static void weft_test_lines(const char *text)
{
    do {
        size_t length = strcspn(text, "\n");
        printf("#     %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    } while (*text);
}

__attribute__((unused)) static void weft_test_text(const char *file, int line, const char *words,
                                                   const char *got, const char *wanted)
{
    if (got && wanted && strcmp(got, wanted) == 0)
        return;
    weft_test_failed(file, line, "%s is", words);
    weft_test_lines(got ? got : "(null)");
    printf("# and not\n");
    weft_test_lines(wanted ? wanted : "(null)");
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
        weft_test_failed(test->name, 0, "left behind: %zu tasks, %zu timers, %zu bytes", left.tasks, left.timers,
                         left.bytes);
    if (weft_test_failures > before && options.seeded)
        printf("# replay it: weft test %s --seed %llu\n", weft_test_file, (unsigned long long)options.seed);
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

/* In every order, as far as asked for. The orders come in the same sequence each time. */
static bool weft_test_orders(const weft_test_case *test)
{
    int runs = 0;
    bool passes;

    weft_orders_begin();
    do
        passes = weft_test_once(test, (weft_run_options){.every_order = true});
    while (++runs < test->orders && passes && weft_orders_left());
    printf(passes ? "# %s: %d orders\n" : "# %s: failed in order %d, as it will when it is run again\n", test->name,
           runs);
    return passes;
}

static bool weft_test_case_passes(const weft_test_case *test)
{
    const char *seed = getenv("WEFT_SEED");

    if (test->alone)
        return weft_test_alone(test);
    bool passes = weft_test_once(test, (weft_run_options){.seeded = false});
    if (seed && *seed) /* which was the order of that run: one is enough */
        return passes;
    for (int n = 1; passes && n <= test->seeds; n++)
        passes = weft_test_once(test, (weft_run_options){.seeded = true, .seed = (uint64_t)n});
    return passes && test->orders > 0 ? weft_test_orders(test) : passes;
}

__attribute__((unused)) static int weft_test_run(const char *file, const weft_test_case *cases, size_t count)
{
    int failed = 0;

    weft_test_file = file;
    printf("TAP version 13\n1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        bool passes = weft_test_case_passes(&cases[i]);
        failed += !passes;
        printf("%s %zu - %s\n", passes ? "ok" : "not ok", i + 1, cases[i].name);
        fflush(stdout);
    }
    return failed ? 1 : 0;
}

#endif

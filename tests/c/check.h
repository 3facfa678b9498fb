/* What the C tests share: cases that run as the main task of a run of their own, under the virtual clock; a log whose lines carry
 * their time and are compared as a whole; and after each case a leak check (tasks, timers, bytes).
 *
 *     static int wakes_in_order(void *arg) { ...; note("A got it"); EXPECT_LOG("[0.000] A got it\n"); return WEFT_OK; }
 *     int main(void) { return check_cases(CASES(CASE(wakes_in_order, "wakes in order"))); } */
#ifndef CHECK_H
#define CHECK_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core.h"

struct check_case {
    weft_task_function *fn;
    const char *name;
    int exit_code; /* what the run must end with; 0 as a rule */
    bool any_order; /* holds for every order: also run with 100 seeds */
};

/* In wasm the runtime reads WASI's environment, which a program cannot change: there the runner gives the clock and the seed. */
#ifdef __wasm__
#define SEEDS_CAN_BE_SET 0
#else
#define SEEDS_CAN_BE_SET 1
#endif

static int check_failures;
static char check_log[8192];
static const char *check_name, *check_seed;

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition))                                                                          \
            check_fail(__FILE__, __LINE__, "not so: %s", #condition);                              \
    } while (0)

/* Two integers, both printed when they differ. */
#define EXPECT_IS(got, wanted)                                                                     \
    do {                                                                                           \
        long long check_got = (got), check_wanted = (wanted);                                      \
        if (check_got != check_wanted)                                                             \
            check_fail(__FILE__, __LINE__, "%s is %lld, not %lld", #got, check_got, check_wanted); \
    } while (0)

#define EXPECT_LOG(wanted)                                                                            \
    do {                                                                                              \
        if (strcmp(check_log, wanted) != 0)                                                           \
            check_fail(__FILE__, __LINE__, "the log is\n%sand should be\n%s", check_log, wanted);     \
    } while (0)

__attribute__((format(printf, 3, 4), unused)) static void check_fail(const char *file, int line, const char *format, ...)
{
    va_list arguments;

    check_failures++;
    printf("# %s:%d (%s%s%s) ", file, line, check_name, check_seed ? ", WEFT_SEED=" : "", check_seed ? check_seed : "");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
}

/* Appends a line with its virtual time to the log. */
__attribute__((format(printf, 1, 2), unused)) static void note(const char *format, ...)
{
    size_t used = strlen(check_log);
    va_list arguments;

    used += (size_t)snprintf(check_log + used, sizeof check_log - used, "[%.3f] ", weft_time());
    va_start(arguments, format);
    used += (size_t)vsnprintf(check_log + used, sizeof check_log - used, format, arguments);
    va_end(arguments);
    snprintf(check_log + used, sizeof check_log - used, "\n");
}

static void check_run(const struct check_case *one, const char *seed)
{
    check_log[0] = '\0';
    check_seed = seed;
    setenv("WEFT_SEED", seed ? seed : "", 1);
    EXPECT_IS(weft_run(one->fn, NULL), one->exit_code);
    EXPECT_IS(weft__memory_bytes(), 0);
    if (one->exit_code == 0)
        EXPECT_IS(weft__timers_scheduled(), 0);
    weft__timers_forget();
}

static int check_cases(const struct check_case *cases, size_t count)
{
    char seed[16];

    setenv("WEFT_CLOCK", "virtual", 1);
    printf("1..%zu\n", count);
    for (size_t i = 0; i < count; i++) {
        int before = check_failures;
        check_name = cases[i].name;
        check_run(&cases[i], NULL);
        for (int n = 1; SEEDS_CAN_BE_SET && cases[i].any_order && n <= 100 && check_failures == before; n++) {
            snprintf(seed, sizeof seed, "%d", n);
            check_run(&cases[i], seed);
        }
        printf("%s %zu - %s\n", check_failures == before ? "ok" : "not ok", i + 1, cases[i].name);
    }
    return check_failures ? 1 : 0;
}

#define CASE(function, says) {.fn = function, .name = says}
#define CASE_EXITS(function, says, code) {.fn = function, .name = says, .exit_code = code}
#define CASE_ANY_ORDER(function, says) {.fn = function, .name = says, .any_order = true}
#define CASES(...) (struct check_case[]){__VA_ARGS__}, sizeof((struct check_case[]){__VA_ARGS__}) / sizeof(struct check_case)

/* A task of a test: a body with a name and whatever it needs. */
struct actor {
    const char *name;
    void *thing;
    double seconds;
    int count;
    int result;
};

#endif
